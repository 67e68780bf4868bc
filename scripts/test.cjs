'use strict';
const { ensureInstalled } = require('./ensure-installed.cjs');
const { exitWithMessage, programOf, root, runNode, StepFailed } = require('./step.cjs');

/**
 * @param {string[]} jestArgs
 * @returns {[string, () => void][]}
 */
function steps(jestArgs) {
  const tsc = programOf('typescript', 'tsc');
  return [
    ['types', () => ['test', 'examples', 'bench', 'scripts'].forEach((folder) => runNode(`Type-checking ${folder}/`, tsc, ['-p', folder]))],
    ['lint', () => runNode('Linting', programOf('projen'), ['lint'])],
    ['tests', () => runNode('Testing', programOf('jest'), ['--ci', ...jestArgs])],
  ];
}

/**
 * Every step runs, so that one run shows all that is wrong.
 * @param {[string, () => void]} step
 */
function outcome([name, run]) {
  const start = performance.now();
  let failure;
  try {
    run();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    failure = error.message;
  }
  return { name, failure, seconds: ((performance.now() - start) / 1000).toFixed(1) };
}

exitWithMessage(() => {
  process.chdir(root);
  ensureInstalled();
  const outcomes = steps(process.argv.slice(2)).map(outcome);
  const lines = outcomes.map(({ name, seconds, failure }) => `${name.padEnd(6)} ${seconds.padStart(6)} s  ${failure ?? 'passed'}`);
  process.stdout.write(`\n${lines.join('\n')}\n`);
  if (outcomes.some(({ failure }) => failure !== undefined)) throw new StepFailed('npm test failed');
});
