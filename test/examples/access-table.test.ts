import * as fs from 'node:fs';
import * as path from 'node:path';
import { exampleMesh } from './example-mesh';
import { PLANE_NAMES } from './manifests';
import { accessRows } from '../../src/analysis';
import { formatAccessTable } from '../../src/report/access-table';

/** The table that `npm start` prints, reviewed as a document. `npm run examples:update` writes it. */
describe.each(['bookinfo', 'org-constructs', 'payments', 'quickstart'])('the access table of %s', (example) => {
  test.each(PLANE_NAMES)('in %s mode is the one that was reviewed', (plane) => {
    const reviewed = path.join(__dirname, '..', '..', 'examples', example, 'golden', `access-${plane}.txt`);
    const rows = accessRows(exampleMesh(example, plane));
    expect(rows.filter(({ effect }) => effect === 'UNKNOWN')).toEqual([]);
    expect(formatAccessTable(rows, { colour: false })).toBe(fs.readFileSync(reviewed, 'utf8'));
  });
});
