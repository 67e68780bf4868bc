import { Block, blocks, blocksOf, documents, placeOf, sourceOf } from './markdown';
import { emitted, planes, refusalOf } from './run-block';
import { typeErrors } from './type-check';

const code = blocks.filter((block) => block.language === 'ts');
const isRun = (block: Block): boolean => block.markers.has('given') || block.markers.has('snippet') || /\.synth\w*\(/.test(block.code);
const named = (found: readonly Block[]): [string, Block][] => found.map((block) => [placeOf(block), block]);
/** Those of users are run by jest and vitest, in test/matchers. */
const isTest = ({ markers }: Block): boolean => markers.get('snippet')?.endsWith('.test.ts') ?? false;
const accepted = code.filter((block) => isRun(block) && !isTest(block) && !block.markers.has('refused') && !block.markers.has('fails'));
const refused = code.filter((block) => block.markers.has('refused'));

test('every ts block of the documents compiles', () => {
  expect(documents.length).toBeGreaterThan(10);
  expect(typeErrors(code)).toEqual([]);
}, 120_000);

test('a ts block that does not compile is reported with its line', () => {
  const wrong = blocksOf('page.md', 'text\n\n<!-- given: shop -->\n```ts\npayments.allowFrom(web);\npayments.allowFrom(\'web\');\n```\n');
  expect(typeErrors(wrong)).toEqual([expect.stringMatching(/^page\.md:6: .*not assignable/)]);
}, 120_000);

test.each(named(accepted))('%s synthesises in both data planes', (_, block) => {
  planes.forEach((plane) => expect(emitted(block, plane)).not.toHaveLength(0));
});

test.each(named(refused))('%s is refused with the code that it names', (_, block) => {
  expect(planes.map((plane) => refusalOf(block, plane)).join('\n')).toContain(block.markers.get('refused'));
});

const failures = blocks.filter((block) => block.markers.has('failure'));

test.each(named(failures))('%s is what the code before it fails with', (_, block) => {
  const source = sourceOf(block);
  const plane = block.markers.get('failure') ?? '';
  expect(source.markers.get('fails')).toBe(plane);
  expect(refusalOf(source, plane).split('\n')[0]).toBe(block.code.trim());
});
