'use strict';
const path = require('node:path');
const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads');
const { root } = require('../step.cjs');

const program = path.join(root, 'node_modules', '@jsii', 'runtime', 'webpack', 'bin', 'jsii-runtime.js');
const patienceMs = 60_000;

/**
 * @typedef {{ '$jsii.byref': string, '$jsii.interfaces'?: string[] }} ObjectReference
 * @typedef {{ api: string } & Record<string, unknown>} Request
 */

/** The process that Python, Java and Go programs drive, spoken to as they do: one question, one answer, in order. */
class Kernel {
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.answered = new Int32Array(new SharedArrayBuffer(4));
    this.answers = 0;
    const workerData = { port: port2, answered: this.answered, program };
    this.worker = new Worker(path.join(__dirname, 'kernel-worker.cjs'), { workerData, transferList: [port2] });
    this.worker.unref();
    this.port.unref();
  }

  /**
   * @param {Request} request
   * @returns {any} the answer, whose shape depends on the request
   */
  ask(request) {
    this.port.postMessage(request);
    const { error, ok, callback } = this.receive(request);
    if (error !== undefined) throw new Error(error);
    if (callback !== undefined) throw new Error(`${request.api}: the kernel called back, which this client does not do`);
    return ok;
  }

  /** Ends the process. The kernel answers nothing to this. */
  close() {
    this.port.postMessage({ exit: 0 });
  }

  /** @param {Request} request */
  receive(request) {
    Atomics.wait(this.answered, 0, this.answers, patienceMs);
    const received = receiveMessageOnPort(this.port);
    if (received === undefined) throw new Error(`${request.api}: the jsii process did not answer within ${patienceMs / 1000} s`);
    this.answers += 1;
    return received.message;
  }
}

module.exports = { Kernel };
