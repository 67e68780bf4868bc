import { Attached } from './attachment';
import { Point } from './handshake';
import { settledAt, Stage } from './stage';
import { StepReading, WrittenRequestAuthentication } from '../../model/mesh';
import { jwtRulesOf } from '../jwt/attached-jwt-rules';
import { NO_TOKEN_IS_ASKED_FOR, verifyRequest } from '../jwt/jwt-outcome';
import { readJwtRules } from '../jwt/jwt-reading';

const NOTHING: StepReading = { policies: [], jwtRules: [], unreadable: [] };

/** The JWT filter of an HTTP chain: policies behind it see what it makes of the request (4.3). */
export function jwtStage(authentications: Attached<WrittenRequestAuthentication>, point: Point): Stage {
  const attached = jwtRulesOf(authentications);
  const nothing = settledAt(point, 'JWT', NO_TOKEN_IS_ASKED_FOR);
  return {
    name: 'JWT',
    always: attached.rules.length + attached.unreadable.length === 0 ? nothing : undefined,
    judge: (passage) => {
      const { http } = passage.facts;
      if (http === undefined) return nothing;
      const after = verifyRequest(attached, http, passage.tokens);
      passage.facts = { ...passage.facts, http: after.http };
      return settledAt(point, 'JWT', after.outcome);
    },
    read: ({ arrived: { http }, tokens }) => (http === undefined ? NOTHING : readJwtRules(attached, http, tokens)),
  };
}
