import { CATALOGUE, ProblemKind } from '../src/problems';

interface Group {
  readonly title: string;
  /** The tens of its codes: 1 and 2 stand for ZT-C010 to ZT-C029, 10 for ZT-C100 to ZT-C109. */
  readonly tens: readonly number[];
}

const GROUPS: readonly Group[] = [
  { title: 'Names and references', tens: [0, 10] },
  { title: 'Grants', tens: [1, 2] },
  { title: 'Values', tens: [3, 4, 11] },
  { title: 'Waypoints', tens: [5] },
  { title: 'Users and gateways', tens: [6, 9] },
  { title: 'Mutual TLS', tens: [7] },
  { title: 'Mesh, baseline and namespaces', tens: [8] },
];

const INTRODUCTION = `# Errors

Every error of this library has a code. It names the place first: the path of the construct and, when it is known, the line
that asked for it. A call that cannot be meant throws at once; what only shows when the whole app is known is reported when
it is synthesised, all of it together, and nothing is written then.

Words in \`<…>\` stand for what the message names. This page is generated from \`src/problems/catalogue/\`.
`;

/** The page that explains every code, in the order of the codes. */
export function errorsPage(catalogue: Readonly<Record<string, ProblemKind>> = CATALOGUE): string {
  const kinds = Object.values(catalogue).sort((left, right) => (left.code < right.code ? -1 : 1));
  const homeless = kinds.find((kind) => !GROUPS.some((group) => isIn(group, kind)));
  if (homeless !== undefined) {
    throw new Error(`${homeless.code} is in no group of docs/errors.md: add its tens to one`);
  }
  return [INTRODUCTION, ...GROUPS.map((group) => section(group, kinds.filter((kind) => isIn(group, kind))))].join('\n');
}

const TENS = /^ZT-C(\d\d)\d$/;

function isIn({ tens }: Group, { code }: ProblemKind): boolean {
  return tens.includes(Number(TENS.exec(code)?.[1] ?? -1));
}

function section({ title }: Group, kinds: readonly ProblemKind[]): string {
  return [`## ${title}\n`, ...kinds.map(entry)].join('\n');
}

function entry({ code, what, consequence, fix }: ProblemKind): string {
  return `### <a id="${code.toLowerCase()}"></a>${code}

**What.** ${prose(asSentence(what))}

**Consequence.** ${prose(consequence)}

**Fix.** ${prose(fix)}
`;
}

/** ztunnel is always written small. */
function asSentence(what: string): string {
  const start = what.startsWith('ztunnel') ? what[0] : what[0].toUpperCase();
  return `${start}${what.slice(1)}.`;
}

/** Markdown would read a placeholder as HTML, and a star as emphasis. */
const prose = (text: string): string => text.replace(/\*/g, '\\*').replace(/<([a-zA-Z]+)>/g, '`<$1>`');
