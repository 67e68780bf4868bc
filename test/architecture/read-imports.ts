import * as fs from 'node:fs';
import * as ts from 'typescript';

/** One place where a file names another module. */
export interface Import {
  readonly line: number;
  /** Undefined when it is computed, and so cannot be judged. */
  readonly specifier?: string;
  readonly typeOnly: boolean;
}

/** Every import of a file: `import`, `export from`, `import()`, `import = require()`, `require()` and `import('x').Type`. */
export function readImports(file: string): Import[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const target = importedBy(node);
    if (target) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      const specifier = target.module && ts.isStringLiteralLike(target.module) ? target.module.text : undefined;
      found.push({ line, specifier, typeOnly: target.typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

interface Target {
  readonly module?: ts.Node;
  readonly typeOnly: boolean;
}

function importedBy(node: ts.Node): Target | undefined {
  if (ts.isImportDeclaration(node)) return { module: node.moduleSpecifier, typeOnly: isTypeOnly(node.importClause) };
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier && { module: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  if (ts.isExternalModuleReference(node)) return { module: node.expression, typeOnly: false };
  if (ts.isImportTypeNode(node)) return { module: ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, typeOnly: true };
  if (ts.isCallExpression(node) && isLoading(node.expression)) return { module: node.arguments[0], typeOnly: false };
  return undefined;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return !clause.name && named !== undefined && ts.isNamedImports(named)
    && named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}
