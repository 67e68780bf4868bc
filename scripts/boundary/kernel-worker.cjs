'use strict';
const { spawn } = require('node:child_process');
const readline = require('node:readline');
const { workerData } = require('node:worker_threads');

/**
 * Owns the jsii process, so that the main thread can wait for an answer: one JSON object a line, one answer a request.
 * @typedef {{ port: import('node:worker_threads').MessagePort, answered: Int32Array, program: string }} KernelWorkerData
 */
const { port, answered, program } = /** @type {KernelWorkerData} */ (workerData);

// As a Python program starts it, but for the cache: it would hand out a package of an earlier run that has the same version and other contents.
const env = { ...process.env, JSII_AGENT: 'Python/3', JSII_RUNTIME_PACKAGE_CACHE: 'disabled', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
const lines = readline.createInterface({ input: child.stdout });

/** @param {unknown} message */
function answer(message) {
  port.postMessage(message);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
}

let greeted = false;
lines.on('line', (line) => {
  if (!greeted) greeted = true;
  else answer(JSON.parse(line));
});
child.on('error', (error) => answer({ error: `the jsii process did not start: ${error.message}` }));
child.on('exit', (code) => {
  answer({ error: `the jsii process ended (exit ${code})` });
  port.close();
});
port.on('message', (request) => child.stdin.write(`${JSON.stringify(request)}\n`));
