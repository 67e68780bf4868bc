import { Block, blocks, placeOf, sourceOf } from './markdown';
import { requestLine } from './request-line';
import { emitted, planes } from './run-block';
import { verdictOf } from './verdict';

const requests = blocks.filter((block) => block.language === 'requests').flatMap((block) => (
  planesOf(block).flatMap((plane) => linesOf(block).map((line) => ({ block, plane, line, title: `${placeOf(block)}, ${plane}: ${line}` })))
));

function planesOf({ plane }: Block): readonly string[] {
  return plane === undefined ? planes : planes.filter((known) => known === plane);
}

function linesOf({ code }: Block): readonly string[] {
  return code.split('\n').filter((line) => line !== '');
}

test.each(requests.map(({ title, ...rest }) => [title, rest] as const))('%s', (_, { block, plane, line }) => {
  const request = requestLine(line);
  expect(verdictOf(emitted(sourceOf(block), plane), request)).toBe(request.expected);
});

test('every block of requests names both outcomes', () => {
  for (const block of blocks.filter(({ language }) => language === 'requests')) {
    expect(planesOf(block)).not.toHaveLength(0);
    expect(new Set(linesOf(block).map((line) => requestLine(line).expected))).toEqual(new Set(['ALLOW', 'DENY']));
  }
});
