import type { MeshObjects } from './mesh-objects';
import { lookUpKind, type Treatment } from './object-kinds';
import { ObjectReader } from './object-reader';
import { parseAuthorizationPolicy } from './parse-authorization-policy';
import { parseGateway } from './parse-gateway';
import { type ParsedMetadata, parseMetadata } from './parse-header';
import { parseNamespace } from './parse-namespace';
import { parseOpaque, reachOf } from './parse-opaque';
import { parsePeerAuthentication } from './parse-peer-authentication';
import { parseRequestAuthentication } from './parse-request-authentication';
import { parseService } from './parse-service';
import { parseWorkload } from './parse-workload';
import type { Place } from './place';
import type { Read } from '../../model/mesh';
import { listNames, suggestion } from '../check-wording';

/** One object that bears on decisions. */
interface Subject {
  readonly place: Place;
  readonly value: unknown;
  readonly kind: string;
  readonly metadata: ParsedMetadata;
}

/** Reads one Kubernetes object into the mesh that it is part of. */
export function parseObject(place: Place, value: unknown, into: MeshObjects): void {
  const type = place.readApart((apart) => parseType(ObjectReader.of(apart, value)));
  if (type.kind === 'unreadable') return into.addUnidentified('', type.diagnostic.at);
  const { apiVersion, kind } = type.value ?? place.impliedType ?? { apiVersion: '', kind: '' };
  if (kind === '') {
    place.note('no-kind', 'this is no Kubernetes object: it has no apiVersion and kind; keep other files out of the input');
    return;
  }
  const treatment = treatmentOf(place, apiVersion, kind);
  if (treatment === 'ignored') return;
  const metadata = place.readApart((apart) => parseMetadata(ObjectReader.of(apart, value)));
  if (metadata.kind === 'read') HANDLERS[treatment]({ place, value, kind, metadata: metadata.value }, into);
  else into.addUnidentified(kind, place.at);
}

function parseType(object: ObjectReader): { readonly apiVersion: string; readonly kind: string } | undefined {
  const apiVersion = object.text('apiVersion') ?? '';
  const kind = object.text('kind') ?? '';
  return apiVersion === '' || kind === '' ? undefined : { apiVersion, kind };
}

/** An object of a kind or version that is not known is opaque. */
function treatmentOf(place: Place, apiVersion: string, kind: string): Treatment {
  const verdict = lookUpKind(apiVersion, kind);
  switch (verdict.kind) {
    case 'known': return verdict.treatment;
    case 'unknown-kind':
      place.child('kind').note('unknown-kind', `${apiVersion} has no kind "${kind}"${suggestion(kind, verdict.known)}; it has ${listNames(verdict.known)}`);
      return 'opaque';
    case 'unknown-version':
      place.child('apiVersion').note('unknown-version', `${kind} is not served as ${apiVersion}; it is served as ${verdict.served.join(', ')}`);
      return 'opaque';
  }
}

type Handler = (subject: Subject, into: MeshObjects) => void;

const HANDLERS: Readonly<Record<Exclude<Treatment, 'ignored'>, Handler>> = {
  'authorization-policy': (subject, into) => into.authorizationPolicies.push(readPolicy(subject, parseAuthorizationPolicy)),
  'peer-authentication': (subject, into) => into.peerAuthentications.push(readPolicy(subject, parsePeerAuthentication)),
  'request-authentication': (subject, into) => into.requestAuthentications.push(readPolicy(subject, parseRequestAuthentication)),
  'namespace': (subject, into) => add(subject, into, { list: into.namespaces, parse: (_object, metadata) => parseNamespace(metadata) }),
  'workload': (subject, into) => add(subject, into, { list: into.workloads, parse: (object, metadata) => parseWorkload(object, subject.kind, metadata) }),
  'service': (subject, into) => add(subject, into, { list: into.services, parse: parseService }),
  'gateway': (subject, into) => add(subject, into, { list: into.gateways, parse: parseGateway }),
  'opaque': ({ place, value, kind, metadata }, into) => into.opaque.push(parseOpaque(place, value, { kind, metadata })),
};

type Parser<T> = (object: ObjectReader, metadata: ParsedMetadata) => T;

/** A policy keeps its place in its list when it cannot be read. */
function readPolicy<T>({ place, value, metadata }: Subject, parse: Parser<T>): Read<T> {
  const read = place.readApart((apart) => parse(ObjectReader.of(apart, value), metadata));
  return read.kind === 'read' ? read : { ...read, reach: reachOf(place, value, metadata) };
}

/** Another object that cannot be read is opaque. */
function add<T>(subject: Subject, into: MeshObjects, { list, parse }: { list: T[]; parse: Parser<T> }): void {
  const { place, value, kind, metadata } = subject;
  const read = place.readApart((apart) => parse(ObjectReader.of(apart, value), metadata));
  if (read.kind === 'read') list.push(read.value);
  else into.opaque.push(parseOpaque(place, value, { kind, metadata }));
}
