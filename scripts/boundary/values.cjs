'use strict';

/**
 * @typedef {import('./kernel.cjs').ObjectReference} ObjectReference
 * @typedef {{ adopt(reference: ObjectReference): object, enumMember(fqn: string, member: string): unknown }} Types
 */

/** A member of an enum, which crosses the boundary by name and never by value. */
class EnumMember {
  /**
   * @param {string} fqn
   * @param {string} member
   */
  constructor(fqn, member) {
    this.fqn = fqn;
    this.member = member;
    Object.freeze(this);
  }
}

/** How values look on the wire, and which object here stands for which object there. */
class Values {
  /** @param {Types} types */
  constructor(types) {
    this.types = types;
    /** @type {WeakMap<object, ObjectReference>} */
    this.references = new WeakMap();
    /** @type {Map<string, object>} */
    this.objects = new Map();
  }

  /**
   * @param {object} object
   * @param {ObjectReference} reference
   */
  remember(object, reference) {
    this.references.set(object, reference);
    this.objects.set(reference['$jsii.byref'], object);
  }

  /** @param {object} object */
  referenceOf(object) {
    const reference = this.references.get(object);
    if (reference === undefined) throw new Error('a member was used on an object that the kernel does not hold');
    return reference;
  }

  /** @param {unknown[]} args */
  argumentsToWire(args) {
    const given = args.map((arg) => arg !== undefined);
    return args.slice(0, given.lastIndexOf(true) + 1).map((arg) => this.toWire(arg));
  }

  /**
   * @param {unknown} value
   * @returns {unknown}
   */
  toWire(value) {
    if (value === undefined || value === null) return null;
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`a ${typeof value} cannot cross the boundary`);
    return typeof value === 'object' ? this.objectToWire(value) : value;
  }

  /**
   * @param {object} value
   * @returns {unknown}
   */
  objectToWire(value) {
    if (this.references.has(value)) return this.references.get(value);
    if (value instanceof EnumMember) return { '$jsii.enum': `${value.fqn}/${value.member}` };
    if (value instanceof Date) return { '$jsii.date': value.toISOString() };
    if (Array.isArray(value)) return value.map((item) => this.toWire(item));
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error(`a ${value.constructor.name} cannot cross the boundary`);
    return mapValues(value, (member) => this.toWire(member));
  }

  /**
   * @param {any} value
   * @returns {any}
   */
  fromWire(value) {
    if (value === null || value === undefined) return undefined;
    if (typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => this.fromWire(item));
    return this.objectFromWire(value);
  }

  /** @param {any} value */
  objectFromWire(value) {
    if ('$jsii.byref' in value) return this.objects.get(value['$jsii.byref']) ?? this.types.adopt(value);
    if ('$jsii.enum' in value) return this.types.enumMember(...splitEnum(value['$jsii.enum']));
    if ('$jsii.date' in value) return new Date(value['$jsii.date']);
    const members = value['$jsii.struct']?.data ?? value['$jsii.map'] ?? value;
    return mapValues(members, (member) => this.fromWire(member));
  }
}

/**
 * @param {string} name `package.Type/MEMBER`
 * @returns {[string, string]}
 */
function splitEnum(name) {
  const slash = name.lastIndexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
}

/**
 * @param {object} object
 * @param {(member: unknown) => unknown} change
 */
function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).filter(([, member]) => member !== undefined).map(([key, member]) => [key, change(member)]));
}

module.exports = { EnumMember, Values };
