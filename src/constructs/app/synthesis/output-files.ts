import * as fs from 'fs';
import * as path from 'path';
import { ApiObject, App, Chart, Names, YamlOutputType } from 'cdk8s';
import { Manifest, Synthesis } from './synthesis';
import { YamlText } from './yaml-text';
import { misuse } from '../../../problems';

/** A file as it is written, and the objects in it. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
  readonly manifests: readonly Manifest[];
}

/** Everything that a synthesis writes, so that nothing is written before all of it is known to be right. */
export class OutputFiles {
  private readonly folders = new Set<string>();
  private readonly paths = new Set<string>();
  private readonly files: { readonly path: string; readonly bytes: Buffer }[] = [];

  /** @param onFile told of every file; without it they are kept as bytes, to be written */
  constructor(private readonly app: App, private readonly synthesis: Synthesis, private readonly onFile?: (file: OutputFile) => void) {
    this.folders.add(app.outdir);
  }

  /** Renders the charts into files, in cdk8s' order and under cdk8s' names. */
  public render(charts: readonly Chart[]): void {
    switch (this.app.yamlOutputType) {
      case YamlOutputType.FILE_PER_APP: return this.filePerApp(charts);
      case YamlOutputType.FILE_PER_CHART: return this.filePerChart(charts);
      case YamlOutputType.FILE_PER_RESOURCE: return this.filePerResource(charts);
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE: return this.folderPerChart(charts);
    }
  }

  /** Records which construct each object comes from. */
  public addConstructMetadata(): void {
    const resources: Record<string, { path: string }> = {};
    for (const object of this.synthesis.charts().flatMap((chart) => this.objectsOf(chart))) {
      resources[object.name] = { path: object.node.path };
    }
    this.addFile({ path: path.join(this.app.outdir, 'construct-metadata.json'), text: JSON.stringify({ version: '1.0.0', resources }), manifests: [] });
  }

  public write(): void {
    for (const folder of this.folders) fs.mkdirSync(folder, { recursive: true });
    for (const file of this.files) fs.writeFileSync(file.path, file.bytes);
  }

  private filePerApp(charts: readonly Chart[]): void {
    const manifests = charts.flatMap((chart) => this.synthesis.manifests(chart));
    if (charts.length > 0) this.add([this.app.outdir, 'app'], manifests);
  }

  private filePerChart(charts: readonly Chart[]): void {
    charts.forEach((chart, index) => {
      const manifests = this.synthesis.manifests(chart);
      this.synthesis.problems.attempt(chart, () => this.add([this.app.outdir, this.nameOf(chart, index)], manifests));
    });
  }

  private filePerResource(charts: readonly Chart[]): void {
    for (const chart of charts) {
      for (const manifest of this.synthesis.manifests(chart)) {
        if (manifest.json !== undefined) this.addResource(this.app.outdir, manifest, manifest.json);
      }
    }
  }

  private folderPerChart(charts: readonly Chart[]): void {
    charts.forEach((chart, index) => {
      const folder = path.join(this.app.outdir, this.nameOf(chart, index));
      this.folders.add(folder);
      for (const object of this.objectsOf(chart)) {
        for (const manifest of this.synthesis.rendered([object])) this.addResource(folder, manifest, object);
      }
    });
  }

  private objectsOf(chart: Chart): ApiObject[] {
    const isFolder = this.app.yamlOutputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    return isFolder ? this.synthesis.objectsInFolder(chart) : this.synthesis.objects(chart);
  }

  private nameOf(chart: Chart, index: number): string {
    const name = this.synthesis.problems.attempt(chart, () => Names.toDnsLabel(chart)) ?? '';
    return this.synthesis.hasDependentCharts ? `${index.toString().padStart(4, '0')}-${name}` : name;
  }

  private addResource(folder: string, manifest: Manifest, named: any): void { // an ApiObject, or what its toJson() returned
    this.synthesis.problems.attempt(manifest.source, () => {
      const name = `${named.kind}.${named.metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
      this.add([folder, name], [manifest]);
    });
  }

  private add(place: readonly [folder: string, name: string], manifests: readonly Manifest[]): void {
    const [folder, name] = place;
    this.addFile({ path: path.join(folder, name + this.app.outputFileExtension), text: textOf(manifests, this.synthesis), manifests });
  }

  /**
   * As bytes, which wait outside of the heap until all files are known. Where cdk8s would write two objects of one kind
   * and name into the same file, and lose the first without a word, this is a problem.
   */
  private addFile(file: OutputFile): void {
    if (this.paths.has(file.path)) {
      throw misuse('FILE_WRITTEN_TWICE', { constructPath: 'MeshApp' }, { file: path.relative(this.app.outdir, file.path) });
    }
    this.paths.add(file.path);
    if (this.onFile === undefined) {
      this.files.push({ path: file.path, bytes: Buffer.from(file.text, 'utf8') });
    } else {
      this.onFile(file);
    }
  }
}

/** The YAML of several objects, in one text. */
export function textOf(manifests: readonly Manifest[], { problems, yaml }: Synthesis): string {
  return YamlText.join(manifests.map(({ json, source }) => problems.attempt(source, () => yaml.document(json)) ?? ''));
}
