import * as path from 'node:path';
import * as ts from 'typescript';
import { Block, placeOf, root } from './markdown';
import { ModuleText, moduleOf } from './module-text';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  esModuleInterop: true,
  types: ['node', 'jest'],
  typeRoots: [path.join(root, 'node_modules', '@types')],
  paths: {
    'cdk8s-istio-zero-trust': [path.join(root, 'src', 'index.ts')],
    'cdk8s-istio-zero-trust/*': [path.join(root, 'src', 'matchers', '*')],
  },
};

/** What repeats a file stands beside it, so that it finds the same modules. */
function folderOf({ markers }: Block): string {
  return path.dirname(markers.get('snippet') ?? 'test/docs/block.ts');
}

/** What TypeScript has to say about blocks, in the words and lines of the documents. All are compiled in one program. */
export function typeErrors(blocks: readonly Block[]): readonly string[] {
  const modules = new Map(blocks.map((block, index) => [path.join(root, folderOf(block), `block-${index}.ts`), { block, module: moduleOf(block) }]));
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const known = modules.get(file);
    return known === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, known.module.text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...modules.keys()], OPTIONS, host);
  return [...modules].flatMap(([file, { block, module }]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => describe(found, block, module));
  });
}

function describe(found: ts.Diagnostic, block: Block, module: ModuleText): string {
  const { line } = found.file!.getLineAndCharacterOfPosition(found.start!);
  return `${placeOf({ ...block, line: block.line + line - module.offset })}: ${ts.flattenDiagnosticMessageText(found.messageText, '\n')}`;
}
