import { Case } from './requests';

const STRANGER = 'elsewhere/stranger';

/**
 * What must be refused because nobody allows it: whatever some caller may do at a target, everybody else may not who
 * may do nothing there, and nobody may do it at a port that is open to somebody else only.
 */
export function refusedByOmission(cases: readonly Case[], ports: readonly number[]): readonly Case[] {
  const allowed = cases.filter(({ verdict }) => verdict === 'ALLOW');
  const callers = [...new Set([undefined, STRANGER, ...cases.map(({ call }) => call.from)])];
  const mayReach = (from: string | undefined, to: string): boolean => allowed.some(({ call }) => call.from === from && call.to === to);
  const byOthers = allowed.flatMap(({ call }) => callers.map((from) => ({ ...call, from, sourceIp: undefined })))
    .filter(({ from, to }) => !mayReach(from, to));
  const elsewhere = allowed.flatMap(({ call }) => ports.map((port) => ({ ...call, to: call.to.replace(/\d+$/, String(port)) })))
    .filter(({ from, to }) => !mayReach(from, to));
  return [...byOthers, ...elsewhere].map((call) => ({ verdict: 'DENY', call }));
}
