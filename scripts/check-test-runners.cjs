'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ownTarball } = require('./boundary/tarballs.cjs');
const { inEmptyFolder, locked, npm } = require('./empty-folder.cjs');
const { exitWithMessage, root, StepFailed } = require('./step.cjs');

const quickstart = path.join(root, 'examples', 'quickstart');
const peers = ['cdk8s', 'constructs', 'cdk8s-plus-28'];
const tools = ['typescript', '@types/node', 'jest', 'ts-jest', '@types/jest', '@jest/globals', 'vitest', 'vite'];
/** unrs-resolver: as in .projenrc.ts. */
const overrides = { 'unrs-resolver': '1.12.2' };
const compilerOptions = { strict: true, noEmit: true, esModuleInterop: true, module: 'node16', target: 'es2022' };

/**
 * The runners, each with the test of the quickstart as its users write it. With the globals of jest nothing is imported from it.
 * @type {Record<string, { program: string[], types: string[], test: string, skipLibCheck: boolean }>}
 */
const runners = {
  'jest': { program: ['jest/bin/jest.js', '--ci'], types: ['node'], test: exampleTest('jest'), skipLibCheck: false },
  'jest-globals': {
    program: ['jest/bin/jest.js', '--ci'], types: ['node', 'jest'], test: exampleTest('jest').replace(/^import .* from '@jest\/globals';\n/, ''), skipLibCheck: false,
  },
  // The types of vite ask for those of browsers.
  'vitest': { program: ['vitest/vitest.mjs', 'run'], types: ['node'], test: exampleTest('vitest'), skipLibCheck: true },
};

/** @param {string} runner */
function exampleTest(runner) {
  return fs.readFileSync(path.join(quickstart, 'test', `access.${runner}.test.ts`), 'utf8');
}

/** What a user's tests do: with the published package, under jest and vitest, one that passes and one that does not. */
function checkTestRunners() {
  inEmptyFolder((folder) => {
    const jest = { preset: 'ts-jest', testEnvironment: 'node' };
    write(folder, 'package.json', JSON.stringify({ name: 'app', version: '1.0.0', private: true, overrides, jest }));
    npm(folder, 'install', '--no-audit', '--no-fund', '--loglevel=error', ownTarball(), ...locked(peers), ...locked(tools));
    for (const [name, runner] of Object.entries(runners)) check(folder, name, runner);
  });
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {typeof runners[string]} runner
 */
function check(folder, name, { program, types, test, skipLibCheck }) {
  write(folder, 'main.ts', fs.readFileSync(path.join(quickstart, 'main.ts'), 'utf8'));
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, types, skipLibCheck }, include: ['main.ts', `${name}/*.ts`] }));
  write(folder, `${name}/passing.test.ts`, test);
  const [file, ...args] = program;
  expectRun(folder, { program: 'typescript/bin/tsc', args: ['-p', '.'], status: 0, says: [] });
  expectRun(folder, { program: file, args: [...args, `${name}/passing`], status: 0, says: ['4 passed'] });
  write(folder, `${name}/failing.test.ts`, test.replace('toDeny(request.plaintext', 'toAllow(request.plaintext'));
  expectRun(folder, { program: file, args: [...args, `${name}/failing`], status: 1, says: ['2 failed', 'expected ALLOW, the mesh says DENY', 'dist/'] });
  write(folder, `${name}/failing.test.ts`, test.replace(".post('/charge'));", ');'));
  expectRun(folder, { program: 'typescript/bin/tsc', args: ['-p', '.'], status: 2, says: ['RequestDraft'] });
  fs.rmSync(path.join(folder, name), { recursive: true });
  process.stdout.write(`${name}: types hold, tests pass, and a test that fails says why\n`);
}

/**
 * @param {string} folder
 * @param {{ program: string, args: string[], status: number, says: string[] }} expected
 */
function expectRun(folder, { program, args, status, says }) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const run = spawnSync(process.execPath, [path.join(folder, 'node_modules', program), ...args], { cwd: folder, encoding: 'utf8', env });
  const output = run.stdout + run.stderr;
  const unsaid = says.filter((text) => !output.includes(text));
  if (run.status !== status || unsaid.length > 0) {
    throw new StepFailed(`${program} ${args.join(' ')}: exit ${run.status}, not ${status}; not said: ${unsaid.join(', ') || 'nothing'}\n${output}`);
  }
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {string} text
 */
function write(folder, file, text) {
  fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  fs.writeFileSync(path.join(folder, file), text);
}

exitWithMessage(checkTestRunners);
