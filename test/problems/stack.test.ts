import { inspect } from 'node:util';
import { Http } from '../../src';
import { MisuseError } from '../../src/problems';
import { ProblemsError } from '../../src/problems/problems-error';

function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('the stack of an error', () => {
  test('begins where we were called', () => {
    const { stack } = thrownBy(() => Http.get('charge'));
    const [first] = stack!.split('\n').filter((line) => /^\s+at /.test(line));

    expect(stack).toMatch(/^MisuseError: ZT-C033/);
    expect(first).toContain('stack.test.ts');
  });

  test('is that of a subclass of Error', () => {
    expect(thrownBy(() => Http.get('charge'))).toBeInstanceOf(MisuseError);
  });

  test('tells each problem once when it is printed', () => {
    const printed = inspect(new ProblemsError(['ZT-C001  shop: it is wrong']));

    expect(printed.match(/ZT-C001/g)).toHaveLength(1);
    expect(printed).toMatch(/^ProblemsError: 1 problem/);
  });
});
