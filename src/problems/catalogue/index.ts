import { GRANTS } from './grants';
import { MESH } from './mesh';
import { MTLS } from './mtls';
import { NAMES } from './names';
import { USERS } from './users';
import { VALUES } from './values';
import { WAYPOINTS } from './waypoints';

/** Every error of this library. `docs/errors.md` is made from this table. */
export const CATALOGUE = {
  ...NAMES,
  ...GRANTS,
  ...VALUES,
  ...WAYPOINTS,
  ...USERS,
  ...MTLS,
  ...MESH,
} as const;

export type ProblemName = keyof typeof CATALOGUE;
