import { Attached } from './attachment';
import { Point } from './handshake';
import { settledAt, Stage } from './stage';
import { StepReading, WrittenRequestAuthentication } from '../../model/mesh';
import { jwtRulesOf } from '../jwt/attached-jwt-rules';
import { NO_TOKEN_IS_ASKED_FOR, verifyRequest } from '../jwt/jwt-outcome';
import { readJwtRules } from '../jwt/jwt-reading';
import { lowerCase } from '../values/string-dialects';

const NOTHING: StepReading = { policies: [], jwtRules: [], unreadable: [] };

/** The JWT filter of an HTTP chain: policies behind it see what it makes of the request (4.3). */
export function jwtStage(authentications: Attached<WrittenRequestAuthentication>, point: Point): Stage {
  const attached = jwtRulesOf(authentications);
  const carriers = new Set(attached.rules.flatMap(({ rule }) => rule.places.map(({ kind, name }) => (kind === 'header' ? lowerCase(name) : kind))));
  const nothing = settledAt(point, 'JWT', NO_TOKEN_IS_ASKED_FOR);
  return {
    name: 'JWT',
    always: attached.rules.length + attached.unreadable.length === 0 ? nothing : undefined,
    judge: (passage) => {
      const { http } = passage.facts;
      if (http === undefined) return nothing;
      // An authorizer before it may have set the header of a token.
      const open = [...http.unknownHeaders].find((name) => !passage.arrived.http?.unknownHeaders.has(name) && carriers.has(name));
      if (open !== undefined) {
        const missing = [{ fact: `the token that an external authorizer sets in the header ${open}`, supply: 'at: a point behind it' }];
        return settledAt(point, 'JWT', { kind: 'unknown', reason: 'an external authorizer may set a token', missing });
      }
      const after = verifyRequest(attached, http, passage.tokens);
      passage.facts = { ...passage.facts, http: after.http };
      return settledAt(point, 'JWT', after.outcome);
    },
    read: ({ arrived: { http }, tokens }) => (http === undefined ? NOTHING : readJwtRules(attached, http, tokens)),
  };
}
