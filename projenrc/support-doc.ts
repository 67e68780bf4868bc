import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPinnedCrds } from './pinned-crds';
import { supportPage } from './support-page';

const root = join(__dirname, '..');
writeFileSync(join(root, 'docs', 'support.md'), supportPage(readPinnedCrds(join(root, 'imports', 'crds'))));
