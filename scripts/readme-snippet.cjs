'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root, StepFailed } = require('./step.cjs');

/** Says before a fenced block which file the block repeats: `<!-- snippet: examples/quickstart/main.ts -->`. */
const snippet = /<!-- snippet: (\S+) -->\s*```ts\n([\s\S]*?)```/g;

/**
 * The fenced blocks of a Markdown text that repeat a file, by the path of the file.
 * @param {string} markdown
 * @returns {Map<string, string>}
 */
function snippetsOf(markdown) {
  return new Map([...markdown.matchAll(snippet)].map(([, file, code]) => [file, code]));
}

/**
 * The block of README.md that repeats the file.
 * @param {string} file
 */
function readmeSnippet(file) {
  const code = snippetsOf(fs.readFileSync(path.join(root, 'README.md'), 'utf8')).get(file);
  if (code === undefined) throw new StepFailed(`README.md has no fenced ts block after <!-- snippet: ${file} -->`);
  return code;
}

module.exports = { readmeSnippet, snippetsOf };
