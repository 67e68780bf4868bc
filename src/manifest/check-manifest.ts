import { Admission } from './check-admission';
import { isObject, own } from './check-field';
import type { ManifestFinding } from './check-finding';
import { RuleWalk } from './check-rules';
import { schemaFindings } from './check-schema';
import { listNames, suggestion } from './check-wording';
import { JsonValue, KindValidator, objectMetaValidator, validators } from '../../imports/validators';

export type { ManifestFinding } from './check-finding';

/** Faults after which the API server evaluates no CEL rule. */
const SHAPE_KEYWORDS = new Set(['required', 'type', 'enum', 'maxLength', 'maxItems', 'maxProperties']);

/**
 * What the API server would say against a manifest: unknown fields, schema and CEL rules of the pinned Istio and Gateway
 * API CRDs.
 *
 * @returns nothing for a fine manifest, and for one of another API group. Sorted by field.
 */
export function checkManifest(manifest: unknown): readonly ManifestFinding[] {
  if (!isObject(manifest) || typeof manifest.apiVersion !== 'string') return [];
  const [, group, version] = /^([^/]*)\/?(.*)$/s.exec(manifest.apiVersion)!;
  const kinds = own(validators, group);
  if (kinds === undefined) return [];
  const load = findValidator(kinds, { group, version, kind: manifest.kind });
  return typeof load === 'function' ? sorted(check(load(), manifest)) : [load];
}

function findValidator(
  kinds: (typeof validators)[string],
  asked: { group: string; version: string; kind: unknown },
): (() => KindValidator) | ManifestFinding {
  const { group, version, kind } = asked;
  const known = Object.keys(kinds);
  if (typeof kind !== 'string') return { field: 'kind', rule: 'required', message: `the field is required; ${group} has ${listNames(known)}` };
  const versions = own(kinds, kind);
  if (versions === undefined) {
    return { field: 'kind', rule: 'unknown kind', message: `${group} has no kind "${kind}"${suggestion(kind, known)}; it has ${listNames(known)}` };
  }
  return own(versions, version) ?? {
    field: 'apiVersion',
    rule: 'unknown version',
    message: `${kind} is not served as ${group}/${version}; it is served as ${Object.keys(versions).join(', ')}`,
  };
}

function check(validator: KindValidator, manifest: { readonly [key: string]: JsonValue }): ManifestFinding[] {
  const { metadata } = manifest;
  return [
    ...checkPart(validator, manifest, ''),
    ...metadata === undefined || metadata === null ? [] : checkPart(objectMetaValidator(), metadata, 'metadata'),
  ];
}

function checkPart(validator: KindValidator, part: JsonValue, field: string): ManifestFinding[] {
  const admission = new Admission(validator);
  const admitted = admission.admit(part, field);
  const schema = schemaFindings(validator, admitted, field);
  const walk = new RuleWalk(validator, schema.filter(({ rule }) => SHAPE_KEYWORDS.has(rule)).map((finding) => finding.field));
  walk.walk(admitted, field);
  return [...admission.findings, ...schema, ...walk.findings];
}

/** By field, code unit by code unit, each finding once. */
function sorted(findings: readonly ManifestFinding[]): ManifestFinding[] {
  const byKey = new Map(findings.map((finding) => [`${finding.field}\n${finding.rule}\n${finding.message}`, finding]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key)!);
}
