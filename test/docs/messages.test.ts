import { Block, blocks, placeOf, sourceOf } from './markdown';
import { planes, refusalOf } from './run-block';

const messages = blocks.filter((block) => block.markers.has('message'));

test.each(messages.map((block) => [placeOf(block), block] as const))('%s is what the library says', (_, block) => {
  const plane = block.markers.get('message') ?? 'none';
  expect(planes).toContain(plane);
  const said = refusalOf(changed(sourceOf(block), block.markers.get('without')), plane);
  // The line that quotes the caller's code depends on where the reader keeps it.
  const lines = block.code.split('\n').filter((line) => line !== '' && !/\.ts:\d+$/.test(line));
  expect(lines.filter((line) => !said.split('\n').includes(line))).toEqual([]);
});

function changed(block: Block, without: string | undefined): Block {
  if (without === undefined) {
    return block;
  }
  const kept = block.code.split('\n').filter((line) => !line.includes(without));
  expect(kept.length).toBeLessThan(block.code.split('\n').length);
  return { ...block, document: `${block.document} without ${without}`, code: kept.join('\n') };
}
