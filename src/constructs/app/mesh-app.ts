import { App, AppProps } from 'cdk8s';
import { OutputFiles, textOf } from './synthesis/output-files';
import { Synthesis } from './synthesis/synthesis';

/** Options of a `MeshApp`: those of a cdk8s `App`. */
export interface MeshAppProps extends AppProps {}

/**
 * A cdk8s `App` whose synthesis takes linear time and tells all problems at once.
 *
 * It writes the same bytes under the same file names as `cdk8s.App`, for every `YamlOutputType`, and can replace it
 * without any other change. Three things differ:
 *
 * - **Time.** `App` validates the whole app and resolves its dependencies again for every chart. `MeshApp` does both
 *   once. A chart class that overrides `toJson()` is still rendered through its override, at the cost it has in `App`.
 * - **Problems.** Every validation runs and every object is rendered before the output folder is touched. What is wrong
 *   is reported in one error, and the files of an earlier synthesis stay as they are.
 * - **No file is written twice.** With a file for each resource, `App` lets an object replace another one of the same
 *   kind and name, for example the deny-all of another namespace. `MeshApp` refuses.
 *
 * Constructs of this library work in a plain `App` too.
 *
 * @example
 *
 * const app = new MeshApp({ outdir: 'dist' });
 * new Chart(app, 'payments');
 * app.synth();
 */
export class MeshApp extends App {
  private readonly recordsConstructMetadata: boolean;

  /**
   * @param props output folder, file layout, resolvers: as in a cdk8s `App`
   */
  constructor(props: MeshAppProps = {}) {
    super(props);
    // The rule of App, which keeps its result private.
    this.recordsConstructMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /**
   * Writes the manifests of all charts into the output folder.
   *
   * Files of an earlier synthesis that this one does not write again are left in place, as `App` leaves them.
   *
   * @throws one error with every problem of the app: failed validations, objects that cannot be rendered, and
   * dependencies that form a cycle or leave the charts. Nothing was written then.
   */
  public synth(): void {
    const synthesis = new Synthesis(this);
    synthesis.validate();
    synthesis.resolveDependencies();
    const charts = synthesis.chartsWithoutProblems();
    const files = new OutputFiles(this, synthesis);
    files.render(charts);
    if (this.recordsConstructMetadata) files.addConstructMetadata();
    synthesis.problems.throwIfAny();
    files.write();
  }

  /**
   * Renders all charts into one YAML text and writes nothing.
   *
   * @returns the YAML documents of all objects
   * @throws as `synth`
   */
  public synthYaml(): string {
    const synthesis = new Synthesis(this);
    synthesis.resolveDependencies();
    synthesis.validate();
    const manifests = synthesis.chartsWithoutProblems().flatMap((chart) => synthesis.manifests(chart));
    const text = textOf(manifests, synthesis);
    synthesis.problems.throwIfAny();
    return text;
  }
}
