import { AccessTarget, Way } from './access-target';
import { unnamedAddress } from './address';
import { askForAnybody } from './anybody';
import { Finding } from './finding';
import { Inquiry, rulesOf } from './inquiry';
import { narrowings } from './narrowing';
import { askForRule } from './rule-questions';
import { targetsOf } from './target';
import { OTHER_PORTS } from './words';
import { AccessRow, Mesh, WrittenPolicy } from '../../model/mesh';

/**
 * Who may reach what in a mesh: the evaluator's answers to the questions that its policies suggest. Each alternative of a rule is
 * asked about on each way to a target, with callers and requests that stand for what it says; so is somebody whom no rule names.
 */
export function accessRows(mesh: Mesh): readonly AccessRow[] {
  const policies = mesh.authorizationPolicies.filter((one) => one.kind !== 'read' || one.value.action !== 'DENY');
  const withoutDenials: Mesh = { ...mesh, authorizationPolicies: policies };
  const rows = targetsOf(mesh).flatMap((target) => {
    const common = { mesh, withoutDenials, target, providers: providersOf(target), address: unnamedAddress(target.policies) };
    return target.ways.flatMap((way) => rowsOn({ ...common, way }));
  });
  return withoutRepetition(rows);
}

/** What may be done on a port that is named needs no mention for all others. */
function withoutRepetition(rows: readonly AccessRow[]): readonly AccessRow[] {
  const keyOf = ({ target, caller, effect, enforcedBy }: AccessRow, operation: string) => [target, caller, effect, enforcedBy, operation].join('\n');
  const told = new Set(rows.flatMap((row) => row.operations.map((operation) => keyOf(row, operation))));
  return rows.map((row) => {
    const operations = row.operations.filter((operation) => {
      const plain = operation.replace(` on ${OTHER_PORTS}`, '');
      return plain === operation || !told.has(keyOf(row, plain));
    });
    return { ...row, operations };
  }).filter(({ operations }) => operations.length > 0);
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
