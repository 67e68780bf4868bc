import { cdk8s, javascript, typescript } from 'projen';

/** jsii compiles src/ and imports/ side by side, so that lib/ keeps both folders. */
const entrypoint = 'lib/src/index';
/** Folders of tools: linted and type-checked, and free to use dev dependencies. */
const toolFolders = ['examples', 'bench', 'scripts'];
const lintedFiles = ['src', 'test', 'projenrc', '.projenrc.ts', ...toolFolders];

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-istio-zero-trust',
  description: 'Typed cdk8s constructs that compile intent into complete Istio security YAML, for sidecar and ambient meshes',
  author: 'The cdk8s-istio-zero-trust authors',
  authorAddress: 'maintainers@cdk8s-istio-zero-trust.invalid',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-istio-zero-trust/cdk8s-istio-zero-trust.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-istio-zero-trust authors',
  stability: 'experimental',
  keywords: ['cdk8s', 'kubernetes', 'istio', 'ambient', 'zero-trust', 'authorization', 'mtls'],

  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  sampleCode: false,
  integrationTestAutoDiscover: false,
  defaultReleaseBranch: 'main',
  github: false,
  release: false,
  depsUpgrade: false,
  vscode: false,
  clobber: false,

  cdk8sVersion: '2.70.106',
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.0.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  bundledDeps: ['@bufbuild/cel@0.6.1', '@bufbuild/protobuf@^2', '@bufbuild/re2@0.6.1', 'commander@^14', 'ipaddr.js@^2', 'yaml@^2'],
  bin: { ztmesh: 'bin/ztmesh' },
  autoDetectBin: false,
  devDeps: [
    '@cedar-policy/cedar-wasm@4.13.0',
    '@jest/globals@^30',
    '@jsii/runtime@1.140.0',
    '@open-policy-agent/opa-wasm@1.10.0',
    'ajv@^8',
    'cdk8s-cli@^2.207.60',
    'cdk8s-plus-33@^2',
    'esbuild@^0.28',
    'fast-check@^4',
    'js-yaml@5.5.0',
    'picocolors@^1',
    'tsx@^4',
    // The last major version for Node 20.
    'vitest@^4',
  ],

  entrypoint: `${entrypoint}.js`,
  tsconfig: {
    include: ['imports/**/*.ts'],
    // The sources do not travel in the package, and would make up most of it if they were inlined.
    compilerOptions: { rootDir: '.', types: ['node'], inlineSourceMap: false, inlineSources: false },
  },
  tsconfigDev: { compilerOptions: { allowJs: true, types: ['node', 'jest'] } },
  typecheckTests: true,
  jestOptions: {
    jestVersion: '^30',
    configFilePath: 'jest.config.json',
    junitReporting: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false,
      reporters: [new javascript.JestReporter('<rootDir>/scripts/jest-summary.cjs')],
      testPathIgnorePatterns: ['/node_modules/', '/examples/org-constructs/', '/dist/'],
      modulePathIgnorePatterns: ['<rootDir>/.stamps/', '<rootDir>/dist/', '<rootDir>/examples/org-constructs/'],
      moduleNameMapper: {
        '^cdk8s-istio-zero-trust$': '<rootDir>/src',
        '^cdk8s-istio-zero-trust/(jest|testing)$': '<rootDir>/src/matchers/$1',
      },
    },
  },
});

project.package.addVersion('0.1.0');
project.package.addField('types', `${entrypoint}.d.ts`);
project.package.addField('exports', {
  '.': { types: `./${entrypoint}.d.ts`, default: `./${entrypoint}.js` },
  './jest': { types: './lib/src/matchers/jest.d.ts', default: './lib/src/matchers/jest.js' },
  './vitest': { types: './lib/src/matchers/vitest.d.ts', default: './entry/vitest.mjs' },
  './testing': { types: './lib/src/matchers/testing.d.ts', default: './lib/src/matchers/testing.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
// Newer releases name platform packages which registries do not hold, and `npm ci` then refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2', '@jsii/kernel@1.22.0');

const npmrc = new javascript.NpmConfig(project);
npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
npmrc.addConfig('audit', 'false');
npmrc.addConfig('fund', 'false');

project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
project.tasks.addEnvironment('JSII_SILENCE_SUPPORT_WARNING', '1');
project.tasks.addEnvironment('CDK8S_CHECK_UPGRADE', 'false');

project.gitignore.exclude('/dist/', '/.stamps/');
project.npmignore?.exclude(
  '/.npmrc', '/imports/', '/examples/', '/docs/', '/bench/', '/scripts/', '/projenrc/', '/.ci/', '/.stamps/', '/conformance/', '/jest.config.json',
  '/ARCHITECTURE.md', '/CONTRIBUTING.md',
);
project.annotateGenerated('/imports/**');

project.tasks.tryFind('docgen')!.reset('jsii-docgen -o API.md --submodule root');
project.tasks.tryFind('post-compile')!.exec('tsx projenrc/errors-doc.ts');
project.tasks.tryFind('post-compile')!.exec('tsx projenrc/support-doc.ts');
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

for (const folder of toolFolders) {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    include: ['**/*.ts', '**/*.cjs'],
    exclude: folder === 'examples' ? ['org-constructs'] : undefined,
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
    compilerOptions: { noEmit: true, rootDir: '..', allowJs: true, checkJs: true },
  });
  project.eslint?.addLintPattern(folder);
  project.eslint?.allowDevDeps(`${folder}/**`);
}
// The package finds itself by its own name: to the linter it is like any other package, whether compiled already or not.
project.eslint?.addRules({
  'import/order': ['warn', {
    groups: ['builtin', 'external'],
    alphabetize: { order: 'asc', caseInsensitive: true },
    pathGroups: [{ pattern: 'cdk8s-istio-zero-trust{,/**}', group: 'external' }],
    pathGroupsExcludedImportTypes: ['builtin'],
  }],
});
// Whoever imports it has jest, and gets it from jest.
project.eslint?.allowDevDeps('src/matchers/jest.ts');
// Before the first compilation only TypeScript can find the package by its own name, and it does check that.
project.eslint?.addRules({ 'import/no-unresolved': ['error', { ignore: ['^cdk8s-istio-zero-trust(/|$)'] }] });
project.eslint?.addOverride({ files: ['*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } });
project.eslint?.addIgnorePattern('imports/');
project.eslint?.addIgnorePattern('examples/org-constructs/');

project.addTask('import', {
  description: 'Generates imports/ from the pinned CRDs in imports/crds/',
  exec: 'tsx projenrc/import.ts',
});

project.addTask('lint', {
  description: 'Lints without changing a file, and fails on warnings',
  env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
  exec: `eslint --ext .ts,.cjs --max-warnings=0 ${lintedFiles.join(' ')}`,
});
project.addTask('conformance', {
  description: 'Compares decisions with the real istiod and Envoy on random meshes: --pairs N --seed S',
  exec: 'node scripts/conformance.cjs',
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Measures synthesis, decisions and reading against named peers: --quick leaves out the slowest',
  exec: 'node scripts/bench.cjs',
  receiveArgs: true,
});
project.addTask('boundary', {
  description: 'Drives the examples through the jsii kernel and compares the bytes with TypeScript',
  exec: 'node scripts/boundary.cjs',
  receiveArgs: true,
});
project.addTask('examples:update', {
  description: 'Rewrites the golden YAML of every example',
  exec: 'node scripts/update-goldens.cjs',
});

project.setScript('start', 'node scripts/start.cjs');
project.setScript('test', 'node scripts/test.cjs');

project.synth();
