import { parseAllDocuments } from 'yaml';
import { Block, blocks, placeOf, sourceOf } from './markdown';
import { emitted, Manifest, planes } from './run-block';

const excerpts = blocks.filter((block) => block.language === 'yaml' && !block.markers.has('manifest')).flatMap((block) => documentsOf(block).map((excerpt) => ({
  block, excerpt, title: `${placeOf(block)}, ${excerpt.kind} ${excerpt.metadata?.name}`,
})));

function documentsOf(block: Block): readonly Manifest[] {
  return parseAllDocuments(block.code).map((document) => document.toJS() as Manifest);
}

/** Metadata and whole parts of an object may be left out; what is shown of `spec` is all of it. */
test.each(excerpts.map(({ title, ...rest }) => [title, rest] as const))('%s is what the code before it emits', (_, { block, excerpt }) => {
  const plane = block.markers.get('output') ?? 'none';
  expect(planes).toContain(plane);
  const real = emitted(sourceOf(block), plane).filter((object) => identityOf(object) === identityOf(excerpt));
  expect(real).toHaveLength(1);
  const { metadata, ...parts } = excerpt;
  expect(real[0].metadata).toMatchObject(metadata);
  expect(Object.fromEntries(Object.keys(parts).map((part) => [part, real[0][part]]))).toEqual(parts);
});

function identityOf({ apiVersion, kind, metadata }: Manifest): string {
  return [apiVersion, kind, metadata?.namespace, metadata?.name].join(' ');
}
