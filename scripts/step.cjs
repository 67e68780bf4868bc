'use strict';
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** A failure that its message explains: it is printed alone, without a stack. */
class StepFailed extends Error {}

/**
 * Runs a Node program with the terminal's own streams.
 * @param {string} what the step, as a reader names it
 * @param {string} program path of a JavaScript file
 * @param {string[]} args
 */
function runNode(what, program, args) {
  const { status, signal, error } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  if (error) throw new StepFailed(`${what} could not start: ${error.message}`);
  if (status !== 0) throw new StepFailed(`${what} failed (${signal ?? `exit ${status}`}); what it printed above says why.`);
}

/**
 * Path of a program that an installed package brings.
 * @param {string} packageName
 * @param {string} [command] name of the program, when it is not the package's own
 */
function programOf(packageName, command = packageName) {
  const manifestPath = path.join(root, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifestPath);
  const file = typeof bin === 'string' ? bin : bin[command];
  return path.join(path.dirname(manifestPath), file);
}

/**
 * Runs a program's main function; a step that failed is told in one message.
 * @param {() => unknown} main
 */
function exitWithMessage(main) {
  process.stdout.on('error', leaveQuietly);
  try {
    main();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Who pipes the output into `head` has read enough.
 * @param {NodeJS.ErrnoException} error
 */
function leaveQuietly(error) {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

module.exports = { StepFailed, exitWithMessage, programOf, root, runNode };
