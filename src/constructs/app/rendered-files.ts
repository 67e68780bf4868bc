import { App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { OutputFiles } from './synthesis/output-files';
import { Synthesis } from './synthesis/synthesis';

/** A file that `synth` would write, document by document. */
export interface RenderedFile {
  readonly path: string;
  readonly documents: readonly RenderedDocument[];
}

export interface RenderedDocument {
  readonly text: string;
  /** The object, or the chart where that renders itself. */
  readonly source: IConstruct;
}

/**
 * The files that `synth` would write, of a `MeshApp` or of a plain `App`. Nothing is written.
 *
 * @throws one error with every problem of the app, as `MeshApp.synth` does
 */
export function renderedFiles(app: App): readonly RenderedFile[] {
  const files: RenderedFile[] = [];
  const synthesis = new Synthesis(app);
  synthesis.validate();
  synthesis.resolveDependencies();
  new OutputFiles(app, synthesis, ({ path, manifests }) => {
    files.push({ path, documents: manifests.map(({ json, source }) => ({ text: synthesis.yaml.document(json), source })) });
  }).render(synthesis.chartsWithoutProblems());
  synthesis.problems.throwIfAny();
  return files;
}
