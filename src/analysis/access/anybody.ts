import { ask, Asked } from './ask';
import { Alternative } from './demand';
import { askWithExceptions, Told } from './escape';
import { Finding, isOpenToAll, Outcome, rowOf, sightOf } from './finding';
import { Inquiry, scopeOf } from './inquiry';
import { askRepresentatives } from './representatives';
import { bytes, What } from './what';
import { Who, whoIsMeant } from './who';
import { wordsFor } from './words';

/**
 * Somebody whom no rule names, doing what no rule asks for. In plaintext first, and with bytes first: what is open to those is open
 * to all, and what is not known about them is not told of others.
 */
export function askForAnybody(inquiry: Inquiry): readonly Finding[] {
  return askWithExceptions(inquiry, [], (alternative) => askAs(alternative, inquiry));
}

function askAs(alternative: Alternative, inquiry: Inquiry): readonly Told[] {
  const { speaks, host } = inquiry.way;
  const told: Told[] = [];
  for (const who of whoIsMeant(alternative, scopeOf(inquiry, ''))) {
    for (const speech of speaks) {
      const tell = (what: What) => tellOf(inquiry, who, what);
      const answers = speech === 'bytes' ? [tell(bytes(alternative))] : askRepresentatives(alternative, host, tell);
      told.push(...answers);
      if (answers.some(({ findings }) => findings.length > 0)) return told;
    }
  }
  return told;
}

function tellOf({ mesh, way, target, providers }: Inquiry, who: Who, what: What): Told {
  const asked = ask(mesh, { who, way, what, providers });
  const outcome = outcomeOf(asked);
  if (!outcome) return { who, asked, findings: [] };
  const sees = sightOf(what, outcome);
  const operations = outcome.effect === 'UNKNOWN' ? ['anything'] : wordsFor(what.written, { sees, action: 'ALLOW', port: way.port, host: way.host });
  return { who, asked, findings: [{ row: rowOf({ target: target.name, way, who, asked, outcome, operations }), who, what }] };
}

function outcomeOf({ decision }: Asked): Outcome | undefined {
  if (decision.decision !== 'UNKNOWN' && !isOpenToAll(decision)) return undefined;
  const hop = decision.walk.find(({ stage }) => stage === 'ALLOW')?.hop ?? decision.hop;
  return { effect: decision.decision, ...hop === undefined ? {} : { hop } };
}
