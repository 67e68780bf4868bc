import * as fs from 'node:fs';
import * as path from 'node:path';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import { Block, root } from './markdown';
import { typeErrors } from './type-check';
import * as library from '../../src';

/** A class, interface or enum of the sources with what its comment says. */
interface Declared {
  readonly name: string;
  readonly place: string;
  readonly node: ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration;
}

const EXPORTED_TYPES = exportedTypes();
const declared = ['constructs', 'patterns'].flatMap((room) => declarationsIn(path.join('src', room))).filter(({ name }) => EXPORTED_TYPES.has(name));
const examples = declared.flatMap(({ node, place }) => examplesOf(node, place));
const constructs = Object.entries(library).filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct).map(([name]) => name);

test('every @example compiles', () => {
  expect(examples.length).toBeGreaterThan(15);
  expect(typeErrors(examples)).toEqual([]);
}, 120_000);

test.each(constructs.filter((name) => !['MeshNamespace', 'Workload'].includes(name)))('the construct %s has an @example', (name) => {
  expect(declared.filter((each) => each.name === name).flatMap(({ node, place }) => examplesOf(node, place))).not.toEqual([]);
});

test('every exported class, struct, interface and enum says what it is, and so does each of its members', () => {
  expect(declared.length).toBeGreaterThan(50);
  expect(declared.flatMap(({ node, place }) => [node, ...publicMembers(node)].filter((part) => !isDocumented(part)).map((part) => `${place}: ${nameOf(part)}`))).toEqual([]);
});

test('every optional property of a struct says its default', () => {
  const structs = declared.filter(({ node }) => ts.isInterfaceDeclaration(node));
  const silent = structs.flatMap(({ node, place }) => publicMembers(node)
    .filter((member) => ts.isPropertySignature(member) && member.questionToken !== undefined && !ts.getJSDocTags(member).some((tag) => tag.tagName.text === 'default'))
    .map((member) => `${place}: ${nameOf(member)}`));
  // What cdk8s-plus calls a workload is described there.
  expect(silent.filter((entry) => !entry.includes('IAdoptableWorkload'))).toEqual([]);
});

function exportedTypes(): ReadonlySet<string> {
  const text = ['constructs', 'patterns'].map((room) => fs.readFileSync(path.join(root, 'src', room, 'index.ts'), 'utf8')).join('\n');
  return new Set([...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names]) => names.split(',').map((name) => name.trim()).filter((name) => name !== '')));
}

function declarationsIn(folder: string): readonly Declared[] {
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).flatMap((file) => {
    const source = ts.createSourceFile(file, fs.readFileSync(path.join(root, folder, file), 'utf8'), ts.ScriptTarget.ES2022, true);
    return source.statements.filter(isDeclaration).map((node): Declared => ({ name: node.name?.text ?? '', place: `${folder}/${file} ${node.name?.text}`, node }));
  });
}

function isDeclaration(node: ts.Node): node is Declared['node'] {
  return ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node);
}

function examplesOf(node: ts.Node, document: string): readonly Block[] {
  return ts.getJSDocTags(node).filter((tag) => tag.tagName.text === 'example').map((tag) => ({
    document, line: 1, language: 'ts', code: ts.getTextOfJSDocComment(tag.comment) ?? '', markers: new Map(),
  }));
}

function publicMembers(node: Declared['node']): readonly ts.Node[] {
  const members: readonly ts.Node[] = node.members;
  return members.filter((member) => {
    const isHidden = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
    return !isHidden && !ts.isConstructorDeclaration(member) && !nameOf(member).startsWith('_') && !ts.isSemicolonClassElement(member);
  });
}

function nameOf(node: ts.Node): string {
  return (node as { readonly name?: ts.Node }).name?.getText() ?? '';
}

function isDocumented(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((comment) => ts.isJSDoc(comment) && (ts.getTextOfJSDocComment(comment.comment) ?? '') !== '');
}
