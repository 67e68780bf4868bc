import * as fs from 'node:fs';
import * as path from 'node:path';
import { Stranger } from './stranger';

const quickstart = path.join(__dirname, '..', '..', 'examples', 'quickstart');
const PROGRAMS = {
  jest: ['jest/bin/jest.js', '--colors=false'],
  vitest: ['vitest/vitest.mjs', 'run'],
} as const;
const TYPESCRIPT = { '\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { module: 'commonjs', target: 'es2022', esModuleInterop: true } }] };

const stranger = new Stranger();
afterAll(() => stranger.remove());

beforeAll(() => {
  stranger.write('package.json', JSON.stringify({ name: 'stranger', private: true, jest: { transform: TYPESCRIPT } }));
  stranger.write('main.ts', fs.readFileSync(path.join(quickstart, 'main.ts'), 'utf8'));
});

describe.each(Object.entries(PROGRAMS))('with %s, in a project of its own', (runner, [program, ...options]) => {
  const text = fs.readFileSync(path.join(quickstart, 'test', `access.${runner}.test.ts`), 'utf8');

  function run(file: string, content: string) {
    stranger.write(file, content);
    return stranger.run(program, ...options, file);
  }

  test('the tests of the quickstart pass', () => {
    const { status, output } = run(`passing/${runner}.test.ts`, text);
    expect(status === 0 ? '4 passed' : output).toBe('4 passed');
    expect(output).toMatch(/4 passed/);
  }, 120_000);

  test('a test that fails says why', () => {
    const { status, output } = run(`failing/${runner}.test.ts`, text.replace('toDeny(request.plaintext', 'toAllow(request.plaintext'));
    expect(status).toBe(1);
    expect(output).toContain('expected ALLOW, the mesh says DENY');
    expect(output).toMatch(/2 failed/);
  }, 120_000);
});
