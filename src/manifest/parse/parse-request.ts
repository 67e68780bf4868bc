import type { ManifestDocument } from './manifest-document';
import { ObjectReader } from './object-reader';
import { parseHttpRequest } from './parse-http-request';
import { Place } from './place';
import type { Callee, Caller, DecisionPoint, Diagnostic, MeshRequest } from '../../model/mesh';
import { suggestion } from '../check-wording';

const POINTS: readonly DecisionPoint[] = ['sidecar', 'waypoint', 'gateway', 'ztunnel'];
const PLANES = ['sidecar', 'ambient', 'none'] as const;
const QUALIFIED_NAME = /^[^/]+\/[^/]+$/;
const FIELDS = ['id', 'from', 'to', 'http', 'sni', 'at', 'external', 'expect'];

const DECISIONS = ['ALLOW', 'DENY', 'UNKNOWN'] as const;
type Expected = typeof DECISIONS[number];

/** A request, or what is wrong with it. */
export interface ParsedRequest {
  /** Absent when anything is wrong. */
  readonly request?: MeshRequest;
  /** The answer that the request should have, if it says so. */
  readonly expected?: Expected;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one request in the form of `ztmesh check`. Never throws. */
export function parseRequest(document: ManifestDocument): ParsedRequest {
  const diagnostics: Diagnostic[] = [];
  const read = Place.root(document, diagnostics).readApart((place) => {
    const object = ObjectReader.of(place, document.value);
    const expected = object.choice('expect', DECISIONS);
    return { request: requestOf(object), ...expected === undefined ? {} : { expected } };
  });
  return { ...read.kind === 'read' ? read.value : {}, diagnostics };
}

function requestOf(object: ObjectReader): MeshRequest {
  const http = object.object('http');
  const sni = object.text('sni');
  const at = object.choice('at', POINTS);
  reportMistyped(object);
  return {
    id: object.text('id') ?? '',
    from: parseCaller(object.object('from')),
    to: parseCallee(required(object, 'to')),
    ...http === undefined ? {} : { http: parseHttpRequest(http) },
    ...sni === undefined ? {} : { sni },
    ...at === undefined ? {} : { at },
    external: parseExternal(object.object('external')),
  };
}

/** Whoever records requests may add fields of their own, but none that looks like a slip of the pen. */
function reportMistyped(object: ObjectReader): void {
  for (const key of object.keys()) {
    const meant = FIELDS.includes(key) ? '' : suggestion(key, FIELDS);
    if (meant !== '') object.place.child(key).report('unknown-field', `a request has no field "${key}"${meant}`);
  }
}

function required(object: ObjectReader, key: string): ObjectReader {
  if (object.value(key) === undefined) object.place.report('missing-field', `the field ${key} is required`);
  return object.object(key) ?? ObjectReader.of(object.place.child(key), {});
}

function parseCaller(from: ObjectReader | undefined): Caller {
  if (from === undefined) return { xForwardedFor: [] };
  const workload = qualifiedName(from, 'workload');
  const principal = from.text('principal');
  const ip = from.text('ip');
  const dataPlane = from.choice('dataPlane', PLANES);
  const xForwardedFor = from.texts('xForwardedFor');
  from.finish();
  return {
    ...workload === undefined ? {} : { workload },
    ...principal === undefined ? {} : { principal },
    ...ip === undefined ? {} : { ip },
    ...dataPlane === undefined ? {} : { dataPlane },
    xForwardedFor,
  };
}

function parseCallee(to: ObjectReader): Callee {
  const targets = (['workload', 'service', 'gateway'] as const).flatMap((key) => {
    const name = qualifiedName(to, key);
    return name === undefined ? [] : [{ [key]: name }];
  });
  if (targets.length !== 1) to.place.report('one-target', `exactly one of workload, service and gateway is needed, not ${targets.length}`);
  const port = to.port('port');
  if (to.value('port') === undefined) to.place.report('missing-field', 'the field port is required');
  const ip = to.text('ip');
  to.finish();
  return { ...targets[0], port: port ?? 0, ...ip === undefined ? {} : { ip } };
}

function qualifiedName(object: ObjectReader, key: string): string | undefined {
  const name = object.text(key);
  if (name !== undefined && !QUALIFIED_NAME.test(name)) {
    object.place.child(key).report('unqualified-name', `${key} is written namespace/name, not ${JSON.stringify(name)}`);
  }
  return name;
}

function parseExternal(external: ObjectReader | undefined): ReadonlyMap<string, 'allow' | 'deny'> {
  const answers = new Map<string, 'allow' | 'deny'>();
  for (const provider of external?.keys() ?? []) {
    const answer = external?.choice(provider, ['allow', 'deny']);
    if (answer !== undefined) answers.set(provider, answer);
  }
  return answers;
}
