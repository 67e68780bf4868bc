import { unnamedAddress } from './address';
import { askForAnybody } from './anybody';
import { escapesFrom } from './escape';
import { Finding } from './finding';
import { Inquiry, rulesOf } from './inquiry';
import { narrowings } from './narrowing';
import { askForRule } from './rule-questions';
import { AccessTarget, targetsOf, Way } from './target';
import { AccessRow, Mesh, WrittenPolicy } from '../../model/mesh';

/**
 * Who may reach what in a mesh: the evaluator's answers to the questions that its policies suggest. Each alternative of a rule is
 * asked about on each way to a target, with callers and requests that stand for what it says; so is somebody whom no rule names.
 */
export function accessRows(mesh: Mesh): readonly AccessRow[] {
  const policies = mesh.authorizationPolicies.filter((one) => one.kind !== 'read' || one.value.action !== 'DENY');
  const withoutDenials: Mesh = { ...mesh, authorizationPolicies: policies };
  return targetsOf(mesh).flatMap((target) => {
    const escapes = escapesFrom(target.policies.filter(({ action }) => action === 'DENY').flatMap(rulesOf));
    const common = { mesh, withoutDenials, target, providers: providersOf(target), address: unnamedAddress(target.policies), escapes: escapes ?? [] };
    return [...escapes ? [] : [tooManyExceptions(target)], ...target.ways.flatMap((way) => rowsOn({ ...common, way }))];
  });
}

function tooManyExceptions({ name }: AccessTarget): AccessRow {
  const missing = { fact: `who escapes the DENY policies of ${name}, which have too many exceptions to ask about`, supply: 'the requests themselves, to ztmesh check' };
  return { target: name, caller: 'anyone', effect: 'UNKNOWN', operations: ['anything'], enforcedBy: 'unknown', missing: [missing] };
}

function providersOf({ policies }: AccessTarget): readonly string[] {
  return [...new Set(policies.flatMap(({ action, provider }) => (action === 'CUSTOM' && provider !== undefined ? [provider] : [])))].sort();
}

function rowsOn(inquiry: Inquiry): readonly AccessRow[] {
  const rules = inquiry.target.policies.filter((policy) => isReadOn(inquiry.way, policy)).flatMap(rulesOf);
  const denying = rules.filter(({ policy }) => policy.action === 'DENY');
  const open = askForAnybody(inquiry);
  const allowed = rules.filter(({ policy }) => policy.action === 'ALLOW').flatMap((rule) => askForRule(inquiry, rule));
  const denied = denying.flatMap((rule) => askForRule(inquiry, rule));
  const narrowed = denying.flatMap((rule) => narrowings(inquiry, rule, passing([...open, ...allowed])));
  const named = [...allowed, ...denied].map(({ row }) => row);
  // What is unknown about anybody is not told again about each rule.
  const isAllUnknown = open.some(({ row }) => row.effect === 'UNKNOWN');
  return [...open.map(({ row }) => row), ...named.filter(({ effect }) => effect !== 'UNKNOWN' || !isAllUnknown), ...narrowed];
}

/** Waypoints read what has targets, pods what has none; behind a waypoint pods see no other caller than that. */
function isReadOn({ kind }: Way, { attachment: { targetRefs } }: WrittenPolicy): boolean {
  return kind === 'gateway' || (kind === 'through-waypoint') === targetRefs.length > 0;
}

function passing(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ row }) => row.effect === 'ALLOW');
}
