import { Judgement } from './judge';
import type { DecidingPolicy, Decision } from '../model/mesh';

/** Why a test fails: what was expected, what the mesh says, and how it comes to that. */
export function failureText(expected: string, { request, decision }: Judgement): string {
  const lines = [request.id, decision.reason, ...decision.policies.map(policyText), ...decision.missing.map(({ fact, supply }) => `missing: ${fact} (${supply})`)];
  return [`expected ${expected}, the mesh says ${saidBy(decision)}`, '', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** `DENY 403 at the waypoint by shop/payments-allow` */
export function saidBy({ decision, status, hop }: Decision): string {
  return [decision, status, hop && `at the ${hop}`].filter((part) => part !== undefined).join(' ');
}

/** In one line. */
export function reasonOf({ reason, policies, missing }: Decision): string {
  const places = policies.map(({ at }) => `${at.file}:${at.line}`);
  const [fact] = missing;
  return `${reason}${places.length === 0 ? '' : ` (${places.join(', ')})`}${fact === undefined ? '' : `; missing: ${fact.fact}`}`;
}

function policyText({ name, action, rule, at }: DecidingPolicy): string {
  return `${action} ${name}${rule === undefined ? '' : `, rule ${rule}`}  ${at.file}:${at.line}`;
}
