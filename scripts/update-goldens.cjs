'use strict';
const { ensureCompiled } = require('./ensure-compiled.cjs');
const { ensureInstalled } = require('./ensure-installed.cjs');
const { exitWithMessage } = require('./step.cjs');

exitWithMessage(() => {
  ensureInstalled();
  ensureCompiled();
  const { synthExamples } = require('./synth-examples.cjs');
  synthExamples(
    (example, plane) => `examples/${example}/golden/${plane}`,
    (example, plane) => `examples/${example}/golden/access-${plane}.txt`,
  );
});
