import { App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { InvalidRequest } from './request-checks';
import { NamedContent } from '../analysis';
import { RenderedDocument, RenderedFile, renderedFiles } from '../constructs/app/rendered-files';
import { isWithin } from '../constructs/app/synthesis/construct-tree';
import { YamlText } from '../constructs/app/synthesis/yaml-text';

/**
 * The objects at or below a construct, in the files that its app would write and at their lines there. Nothing is written.
 *
 * @throws one error with every problem of the app
 */
export function manifestsBelow(construct: IConstruct): readonly NamedContent[] {
  const root = construct.node.root;
  if (!isApp(root)) {
    throw new InvalidRequest(`${construct.node.path} is in no App: give it one as its scope, such as Testing.app()`);
  }
  return renderedFiles(root).flatMap((file) => partOf(file, construct));
}

/** An App is known by what it has, so that one of another copy of cdk8s is known, too. */
function isApp(root: IConstruct): root is App {
  return typeof (root as Partial<App>).outdir === 'string' && typeof (root as Partial<App>).synthYaml === 'function';
}

/** Objects that do not belong to the construct leave empty lines behind, so that all others stay where they are. */
function partOf({ path, documents }: RenderedFile, construct: IConstruct): readonly NamedContent[] {
  const isPart = documents.map((document) => belongsTo(document, construct));
  if (!isPart.includes(true)) {
    return [];
  }
  const texts = documents.map(({ text }, index) => (isPart[index] ? text : text.replace(/[^\n]/g, '')));
  return [{ name: path, content: YamlText.join(texts) }];
}

function belongsTo({ source }: RenderedDocument, construct: IConstruct): boolean {
  if (Chart.isChart(source) && source !== construct && isWithin(construct, source)) {
    throw new InvalidRequest(`chart ${source.node.path} renders itself, so what belongs to ${construct.node.path} cannot be told: give the chart`);
  }
  return isWithin(source, construct);
}
