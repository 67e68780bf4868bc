import { Asked } from './ask';
import { RuleName } from './finding';
import { explain } from '../../evaluate';
import { ClauseReading, Hop, Mesh, MissingFact } from '../../model/mesh';

/** What a request that was made up for a rule may lack for good reason: the port of the way, and a token that somebody verifies. */
const MAY_LACK = /ports|destination\.port|requestPrincipals|request\.auth/i;
/** What nobody has there: addresses of peers at a waypoint (1.16), and identities at a gateway. */
const NEVER_HAD: Partial<Readonly<Record<Hop, RegExp>>> = {
  waypoint: /\.(?:not)?ipBlocks$|source\.ip$/i,
  gateway: /\.(?:not)?(?:principals|namespaces|serviceAccounts|trustDomains)$|source\.(?:principal|namespace|serviceAccount|trustDomain)$/i,
};

/** Whether a request that was made up for a rule does not meet it where it is read. Then nothing is known about the rule. */
export function missesOwnRule(mesh: Mesh, { request }: Asked, { policy, index }: RuleName): boolean {
  return explain(mesh, request).steps.some(({ hop, reading }) => reading.policies
    .filter(({ name }) => name === `${policy.namespace}/${policy.name}`)
    .flatMap(({ rules }) => rules.filter((rule) => rule.index === index && rule.matches === 'no' && !rule.isDropped))
    .some(({ clauses }) => clauses.some((clause) => isMissed(clause, NEVER_HAD[hop]))));
}

function isMissed({ matches, alternatives }: ClauseReading, neverHad: RegExp | undefined): boolean {
  const isExcused = (name: string) => MAY_LACK.test(name) || neverHad?.test(name);
  return matches === 'no' && alternatives.every(({ fields }) => fields.some((field) => field.matches === 'no' && !isExcused(field.name)));
}

export function doubtAbout({ policy, index }: RuleName): MissingFact {
  return {
    fact: `a request that meets rule ${index} of ${policy.namespace}/${policy.name} (${policy.at.file}:${policy.at.line})`,
    supply: 'the request itself, to ztmesh check',
  };
}
