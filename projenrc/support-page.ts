import { CENSUS } from './census';
import { entryFor, leavesOf } from './census/coverage';
import { CensusSection, FieldEntry, KindCensus, Support, SUPPORTS } from './census/entry';
import { Crd } from './crd';
import { ISTIO_MINORS } from '../src/model';

const INTRODUCTION = `# What ztmesh reads

How far \`ztmesh check\` takes each field into account. It knows Istio ${ISTIO_MINORS[0]} to ${ISTIO_MINORS[ISTIO_MINORS.length - 1]}; the fields are those of the CRDs of
Istio ${ISTIO_MINORS[ISTIO_MINORS.length - 1]} and of the Gateway API, standard channel. This page is generated from \`projenrc/census/\`; tests compare it with the CRDs, so
that no field is forgotten, and each line with what the evaluator does.

| support | what it means |
|---|---|
| modelled | the answer is Istio's, whatever the field says |
| bounded | so for some values, or with a fact that the request gives; UNKNOWN otherwise |
| unknown | the answer is UNKNOWN where the field attaches |
| rejected | a diagnostic says what is wrong |
| no effect | it decides nothing about who may call what |

A path stands for everything below it, unless another line is more exact.
`;

type Counts = Readonly<Record<Support, number>>;

/** The page that says of every field whether it is read. */
export function supportPage(crds: readonly Crd[], sections: readonly CensusSection[] = CENSUS): string {
  return [INTRODUCTION, summary(sections, crds), ...sections.map(section)].join('\n');
}

function summary(sections: readonly CensusSection[], crds: readonly Crd[]): string {
  const rows = sections.flatMap(({ kinds }) => kinds.map((kind) => ({ kind, counts: countsOf(kind, crds) })));
  const total = sum(rows.map(({ counts }) => counts));
  return [
    `## Fields by kind\n\n| kind | ${SUPPORTS.join(' | ')} |\n|---|${SUPPORTS.map(() => '---').join('|')}|`,
    ...rows.map(({ kind, counts }) => row(`[${titleOf(kind)}](#${anchorOf(kind)})`, counts)),
    row('**all**', total),
    '',
  ].join('\n');
}

function row(title: string, counts: Counts): string {
  return `| ${title} | ${SUPPORTS.map((support) => counts[support] || '').join(' | ')} |`;
}

function countsOf({ kind, crd, fields }: KindCensus, crds: readonly Crd[]): Counts {
  const definition = crds.find(({ spec }) => spec.group === crd && spec.names.kind === kind);
  const entries = definition === undefined ? Object.values(fields) : leavesOf(definition).map(({ path }) => entryFor(fields, path));
  return countsWhere((support) => entries.filter((entry) => entry?.support === support).length);
}

function sum(all: readonly Counts[]): Counts {
  return countsWhere((support) => all.reduce((count, one) => count + one[support], 0));
}

function countsWhere(count: (support: Support) => number): Counts {
  return Object.fromEntries(SUPPORTS.map((support) => [support, count(support)])) as Counts;
}

function section({ title, kinds }: CensusSection): string {
  return [`## ${title}\n`, ...kinds.map(kindTable)].join('\n');
}

function kindTable(kind: KindCensus): string {
  return `### ${titleOf(kind)}\n\n${kind.about}\n\n| field | support | |\n|---|---|---|\n${rowsOf(kind).join('\n')}\n`;
}

/** Paths that share an entry share a line. */
function rowsOf({ fields }: KindCensus): readonly string[] {
  const paths = new Map<FieldEntry, string[]>();
  for (const [path, entry] of Object.entries(fields)) paths.set(entry, [...paths.get(entry) ?? [], path]);
  return [...paths].map(([entry, shared]) => `| ${shared.map(fieldText).join(', ')} | ${entry.support} | ${noteOf(entry)} |`);
}

const fieldText = (path: string): string => (path === '' ? '(all)' : `\`${path}\``);

function noteOf({ note, feature }: FieldEntry): string {
  return [note, ...(feature === undefined ? [] : [`Istio ${feature.since} and later`])].filter((part) => part !== '').join('; ');
}

/** The Gateway API has a kind that Istio has, too. */
function titleOf({ kind, crd }: KindCensus): string {
  return kind === 'Gateway' && crd === 'networking.istio.io' ? 'Gateway of Istio' : kind;
}

/** The anchor that GitHub makes of the heading. */
function anchorOf(kind: KindCensus): string {
  return titleOf(kind).toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');
}
