import { join } from 'node:path';
import { writeL1Classes } from './l1-classes';
import { readPinnedCrds } from './pinned-crds';
import { prepareCrds } from './prepare-crds';
import { writeValidators } from './validators';

const imports = join(__dirname, '..', 'imports');
const crds = readPinnedCrds(join(imports, 'crds'));
writeL1Classes(prepareCrds(crds), imports);
writeValidators(crds, join(imports, 'validators'));
