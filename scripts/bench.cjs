// Runs bench/main.ts as one file. Run by tsx, every function of ours would pay for keeping its name, and none of the packages'.
const { spawnSync } = require('child_process');
const path = require('path');
const { buildSync } = require('esbuild');

const root = path.join(__dirname, '..');
const outfile = path.join(root, '.stamps', 'bench.cjs');

buildSync({
  absWorkingDir: root,
  entryPoints: ['bench/main.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  sourcemap: 'inline',
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
