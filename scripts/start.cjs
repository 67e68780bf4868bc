'use strict';
const { ensureCompiled } = require('./ensure-compiled.cjs');
const { ensureInstalled } = require('./ensure-installed.cjs');
const { exitWithMessage } = require('./step.cjs');

exitWithMessage(() => {
  ensureInstalled();
  ensureCompiled();
  // Not earlier: it needs what was installed and compiled above.
  const { synthExamples } = require('./synth-examples.cjs');
  synthExamples((example, plane) => `dist/examples/${example}/${plane}`);
});
