import * as fs from 'node:fs';
import * as path from 'node:path';
import { documents, root, textOf } from './markdown';

const links = documents.flatMap((document) => [...proseOf(document).matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target]) => [document, target] as const));

test.each(links.filter(([, target]) => !/^https?:/.test(target)))('%s: the link to %s leads somewhere', (document, target) => {
  const [file, anchor] = target.split('#');
  const page = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
  expect(fs.existsSync(path.join(root, page)) ? page : `${page} is missing`).toBe(page);
  if (anchor !== undefined) {
    expect(anchorsOf(page)).toContain(anchor);
  }
});

test('every page is linked from another one', () => {
  const reached = new Set(links.map(([document, target]) => path.posix.join(path.posix.dirname(document), target.split('#')[0])));
  expect(documents.filter((document) => document !== 'README.md' && !reached.has(document))).toEqual([]);
});

test('a page of concepts, constructs or decisions has fewer than 120 lines', () => {
  const long = documents.filter((document) => /^docs\/(concepts|constructs|adr)\//.test(document) && textOf(document).split('\n').length > 120);
  expect(long).toEqual([]);
});

function proseOf(document: string): string {
  return textOf(document).replace(/^```[\s\S]*?^```$/gm, '');
}

/** The anchors that GitHub makes of headings. */
function anchorsOf(document: string): readonly string[] {
  return [...proseOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => (
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-')
  ));
}
