import * as path from 'node:path';
import { buildSync } from 'esbuild';

test('the command loads neither cdk8s nor the CRDs', () => {
  const { metafile } = buildSync({
    entryPoints: [path.join(__dirname, '../../src/cli/bin.ts')], bundle: true, platform: 'node', metafile: true, write: false, logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs);
  const packages = new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
  expect(packages).toEqual(new Set(['@bufbuild/re2', 'commander', 'yaml']));
  expect(files.filter((file) => file.startsWith('imports/'))).toEqual([]);
});
