import { reasonOf, saidBy } from './failure-text';
import { checkRequest, Judgement, judgeIn } from './judge';
import { JudgedMesh, judgedMesh, MeshSnapshot } from './judged-mesh';
import type { AccessRequest } from './request';
import type { MeshSubject } from './subject';
import { AccessTable, cellsOf } from './table-cells';
import type { MeshRequest } from '../model/mesh';

/** What can be expected of a table. */
export interface AccessExpectation {
  /** Every request is refused. */
  toBeDenied(): void;
  /** Every request is refused, but for those that are named: they are allowed. */
  toBeDeniedExcept(...requests: readonly [AccessRequest, ...AccessRequest[]]): void;
  /** Every request is allowed. */
  toBeAllowed(): void;
  /** Every request is allowed, but for those that are named: they are refused. */
  toBeAllowedExcept(...requests: readonly [AccessRequest, ...AccessRequest[]]): void;
}

/** Asks for a whole table of requests. It throws where an answer differs, so that it can be used in any test runner. */
export function expectAccess(subject: MeshSubject | MeshSnapshot, table: AccessTable): AccessExpectation {
  const judged = judgedMesh(subject);
  const cells = cellsOf(table, judged);
  return {
    toBeDenied: () => check(judged, cells, { rule: 'DENY', exceptions: [] }),
    toBeDeniedExcept: (...exceptions) => check(judged, cells, { rule: 'DENY', exceptions }),
    toBeAllowed: () => check(judged, cells, { rule: 'ALLOW', exceptions: [] }),
    toBeAllowedExcept: (...exceptions) => check(judged, cells, { rule: 'ALLOW', exceptions }),
  };
}

interface Expected {
  readonly rule: 'ALLOW' | 'DENY';
  readonly exceptions: readonly AccessRequest[];
}

function check(judged: JudgedMesh, cells: readonly AccessRequest[], { rule, exceptions }: Expected): void {
  const excepted = byRequest(exceptions.map(checkRequest).map((request) => judgeIn(judged, request)));
  const all = new Map([...byRequest(cells.map((cell) => judgeIn(judged, cell))), ...excepted]);
  const other = rule === 'ALLOW' ? 'DENY' : 'ALLOW';
  const differing = [...all].flatMap(([key, judgement]) => {
    const expected = excepted.has(key) ? other : rule;
    return judgement.decision.decision === expected ? [] : [{ expected, judgement }];
  });
  if (differing.length > 0) {
    throw new AccessDiffers(`${differing.length} of ${all.size} requests are not as expected\n\n${tableText(differing)}`);
  }
}

/** Answers of the mesh that are not those of the table. */
class AccessDiffers extends Error {
  public readonly name = 'AccessDiffers';
}

function byRequest(judgements: readonly Judgement[]): ReadonlyMap<string, Judgement> {
  return new Map(judgements.map((judgement) => [keyOf(judgement.request), judgement]));
}

/** The same for requests that were written in different words. */
function keyOf({ id: _, ...request }: MeshRequest): string {
  return JSON.stringify(request, (_key, value: unknown) => (value instanceof Map ? [...value].sort() : value));
}

interface Differing {
  readonly expected: 'ALLOW' | 'DENY';
  readonly judgement: Judgement;
}

/** What differs for the same reason stands together, and what one caller asks of one target in one line. */
function tableText(differing: readonly Differing[]): string {
  const groups = grouped(differing, ({ expected, judgement: { decision } }) => (
    `expected ${expected}, the mesh says ${saidBy(decision)}: ${reasonOf(decision)}`
  ));
  return [...groups].map(([heading, members]) => [heading, ...linesOf(members)].join('\n')).join('\n\n');
}

function linesOf(members: readonly Differing[]): readonly string[] {
  const ends = grouped(members, ({ judgement }) => judgement.text.ends);
  return [...ends].map(([between, requests]) => `  ${between}  ${requests.map(({ judgement }) => judgement.text.operation).join(', ')}`);
}

function grouped(all: readonly Differing[], keyBy: (one: Differing) => string): ReadonlyMap<string, readonly Differing[]> {
  const groups = new Map<string, Differing[]>();
  for (const one of all) {
    groups.set(keyBy(one), [...groups.get(keyBy(one)) ?? [], one]);
  }
  return groups;
}
