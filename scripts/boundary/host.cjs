'use strict';
const { EnumMember, Values } = require('./values.cjs');

/**
 * @typedef {import('./assemblies.cjs').Assembly} Assembly
 * @typedef {import('./assemblies.cjs').Member} Member
 * @typedef {import('./assemblies.cjs').Type} Type
 * @typedef {import('./kernel.cjs').Kernel} Kernel
 * @typedef {import('./kernel.cjs').ObjectReference} ObjectReference
 */

const adopted = Symbol('adopted');
const nameOfType = Symbol('fqn');

/**
 * A jsii host language, like the Python or Java bindings, whose language is JavaScript: classes that look like those of a
 * jsii package, and ask the kernel for everything. A program written for the package runs unchanged on these.
 */
class Host {
  /**
   * @param {Kernel} kernel
   * @param {Assembly[]} assemblies of the packages that the kernel has loaded
   */
  constructor(kernel, assemblies) {
    this.kernel = kernel;
    /** @type {Map<string, Type>} */
    this.types = new Map(assemblies.flatMap(({ types }) => Object.entries(types)));
    /** @type {Map<string, unknown>} */
    this.exported = new Map();
    this.root = this.makeRoot();
    this.values = new Values({ adopt: (reference) => this.adopt(reference), enumMember: (fqn, member) => this.typeOf(fqn)[member] });
  }

  /**
   * What `require(name)` gives a program; a type is made when it is first asked for.
   * @param {string} name
   * @returns {any}
   */
  module(name) {
    /** @type {Record<string, any>} */
    const exports = {};
    for (const [fqn, type] of this.types) {
      const isValue = type.kind !== 'interface';
      if (isValue && fqn.startsWith(`${name}.`)) this.defineExport(exports, fqn.slice(name.length + 1).split('.'), fqn);
    }
    return exports;
  }

  /**
   * @param {Record<string, any>} namespace
   * @param {string[]} names the submodules, then the type
   * @param {string} fqn
   */
  defineExport(namespace, [name, ...rest], fqn) {
    if (rest.length === 0) Object.defineProperty(namespace, name, { enumerable: true, get: () => this.typeOf(fqn) });
    else this.defineExport(namespace[name] ??= {}, rest, fqn);
  }

  /**
   * The class or enum of that name.
   * @param {string} fqn
   * @returns {any}
   */
  typeOf(fqn) {
    if (!this.exported.has(fqn)) this.exported.set(fqn, this.makeType(fqn));
    return this.exported.get(fqn);
  }

  /** @param {string} fqn */
  makeType(fqn) {
    const type = this.describe(fqn);
    if (type.kind === 'enum') return Object.fromEntries((type.members ?? []).map(({ name }) => [name, new EnumMember(fqn, name)]));
    return type.kind === 'class' ? this.makeClass(type) : this.makeInterface(type);
  }

  /** @param {string} fqn */
  describe(fqn) {
    const type = this.types.get(fqn);
    if (type === undefined) throw new Error(`${fqn} is in no loaded package`);
    return type;
  }

  /** @param {Type} type */
  makeClass(type) {
    const Base = type.base ? this.typeOf(type.base) : this.root;
    const Hosted = class extends Base {};
    Object.defineProperty(Hosted, nameOfType, { value: type.fqn });
    Object.defineProperty(Hosted, 'name', { value: type.fqn });
    this.defineMembers(Hosted, type);
    return Hosted;
  }

  /**
   * The class of an object of which only interfaces are known.
   * @param {Type} type
   */
  makeInterface(type) {
    const Hosted = class extends this.root {};
    this.inherited(type).forEach((each) => this.defineMembers(Hosted, each));
    return Hosted;
  }

  /**
   * @param {Type} type
   * @returns {Type[]} with its own last
   */
  inherited(type) {
    return [...(type.interfaces ?? []).flatMap((fqn) => this.inherited(this.describe(fqn))), type];
  }

  makeRoot() {
    const host = this;
    return class {
      /** @param {unknown[]} args */
      constructor(...args) {
        const reference = args[0] === adopted ? /** @type {ObjectReference} */ (args[1]) : host.create(new.target, args);
        host.values.remember(this, reference);
      }
    };
  }

  /**
   * @param {any} constructor a class of a package, or one that the program derived from it
   * @param {unknown[]} args
   * @returns {ObjectReference}
   */
  create(constructor, args) {
    this.refuseOverrides(constructor);
    return this.kernel.ask({ api: 'create', fqn: constructor[nameOfType], args: this.values.argumentsToWire(args) });
  }

  /**
   * A method that the package should call back would be silently ignored.
   * @param {any} constructor
   */
  refuseOverrides(constructor) {
    for (let derived = constructor; !Object.hasOwn(derived, nameOfType); derived = Object.getPrototypeOf(derived)) {
      const known = Object.getPrototypeOf(derived).prototype;
      const overridden = Object.getOwnPropertyNames(derived.prototype).find((name) => name !== 'constructor' && name in known);
      if (overridden !== undefined) throw new Error(`${derived.name}.${overridden} overrides a method, which this host does not do`);
    }
  }

  /**
   * @param {ObjectReference} reference
   * @returns {object}
   */
  adopt(reference) {
    const fqn = reference['$jsii.byref'].replace(/@\d+$/, '');
    const [name] = this.types.has(fqn) ? [fqn] : reference['$jsii.interfaces'] ?? [];
    const Hosted = name === undefined ? this.root : this.typeOf(name);
    return new Hosted(adopted, reference);
  }

  /**
   * @param {any} Hosted
   * @param {Type} type
   */
  defineMembers(Hosted, { fqn, methods = [], properties = [] }) {
    for (const method of methods) this.defineMethod(method.static ? Hosted : Hosted.prototype, fqn, method);
    for (const property of properties) this.defineProperty(property.static ? Hosted : Hosted.prototype, fqn, property);
  }

  /**
   * @param {object} holder
   * @param {string} fqn
   * @param {Member} method
   */
  defineMethod(holder, fqn, { name, static: isStatic, async: isAsync, parameters = [] }) {
    const host = this;
    /** @this {object} @param {unknown[]} args */
    function value(...args) {
      if (isAsync) throw new Error(`${fqn}.${name} is asynchronous, which this host does not do`);
      const target = isStatic ? { api: 'sinvoke', fqn } : { api: 'invoke', objref: host.values.referenceOf(this) };
      return host.values.fromWire(host.kernel.ask({ ...target, method: name, args: complete(host.values.argumentsToWire(args), parameters) }).result);
    }
    Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  }

  /**
   * @param {object} holder
   * @param {string} fqn
   * @param {Member} property
   */
  defineProperty(holder, fqn, { name, static: isStatic }) {
    const host = this;
    /** @param {object} self */
    const target = (self) => ({ fqn, property: name, ...(isStatic ? {} : { objref: host.values.referenceOf(self) }) });
    Object.defineProperty(holder, name, {
      configurable: true,
      get() { return host.values.fromWire(host.kernel.ask({ api: isStatic ? 'sget' : 'get', ...target(this) }).value); },
      set(value) { host.kernel.ask({ api: isStatic ? 'sset' : 'set', ...target(this), value: host.values.toWire(value) }); },
    });
  }
}

/**
 * Python passes every argument, and null for those that its caller left out.
 * @param {unknown[]} args
 * @param {readonly { variadic?: boolean }[]} parameters
 */
function complete(args, parameters) {
  const missing = parameters.slice(args.length).filter(({ variadic }) => !variadic);
  return [...args, ...missing.map(() => null)];
}

module.exports = { Host };
