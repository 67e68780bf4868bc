'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { ownTarball } = require('./boundary/tarballs.cjs');
const { inEmptyFolder, npm } = require('./empty-folder.cjs');
const { exitWithMessage, root } = require('./step.cjs');

const example = path.join(root, 'examples', 'org-constructs');

/** Runs the tests of an organisation's package that stands on the published one, where the repository cannot be seen. */
function checkOrgConstructs() {
  inEmptyFolder((copy) => {
    fs.cpSync(example, copy, { recursive: true, filter: (source) => path.basename(source) !== 'node_modules' });
    npm(copy, 'install', '--no-audit', '--no-fund', '--loglevel=error', ownTarball());
    npm(copy, 'test', '--', '--ci', '--reporters=default', `--reporters=${path.join(__dirname, 'jest-summary.cjs')}`);
  });
}

exitWithMessage(checkOrgConstructs);
