import { Command, InvalidArgumentError, Option } from 'commander';
import { describe } from './diagnostic-line';
import { ExitCode } from './exit-code';
import { readFile, readManifests } from './input';
import { Streams } from './streams';
import { NamedContent, readMesh } from '../analysis';
import { ISTIO_MINORS, IstioMinor } from '../model';
import { Mesh } from '../model/mesh';

/** What every command judges on. */
export interface MeshOptions {
  /** Manifests: files, folders, or `-`. */
  readonly file: readonly string[];
  readonly meshConfig?: string;
  readonly istiodEnv: ReadonlyMap<string, string>;
  readonly istioVersion?: IstioMinor;
  readonly networkPolicies: boolean;
}

export function addMeshOptions(command: Command): Command {
  return command
    .requiredOption('-f, --file <path...>', 'manifests: files, folders, or - for standard input')
    .option('--mesh-config <file>', 'a MeshConfig that wins over those among the manifests')
    .addOption(new Option('--istiod-env <NAME=VALUE>', 'an environment variable of istiod; may be repeated')
      .argParser(variable).default(new Map<string, string>(), 'none'))
    .addOption(new Option('--istio-version <version>', 'the minor version of Istio').choices(ISTIO_MINORS).default(undefined, 'the newest'))
    .option('--network-policies', 'NetworkPolicies decide, too, as in a network that enforces them', false);
}

function variable(text: string, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const separator = text.indexOf('=');
  if (separator < 1) {
    throw new InvalidArgumentError('Write it as NAME=VALUE.');
  }
  return new Map([...known, [text.slice(0, separator), text.slice(separator + 1)]]);
}

/** A mesh, and what became of reading it. */
export interface GivenMesh {
  readonly mesh: Mesh;
  readonly manifests: readonly NamedContent[];
  readonly code: ExitCode;
}

/** Reads the mesh, and says on standard error what of it could not be read. */
export function readGivenMesh(options: MeshOptions, streams: Streams): GivenMesh {
  const manifests = readManifests(options.file, streams.readStdin);
  const mesh = readMesh({
    manifests,
    environment: options.istiodEnv,
    networkPolicies: options.networkPolicies,
    ...(options.meshConfig === undefined ? {} : { meshConfig: readFile(options.meshConfig, streams.readStdin) }),
    ...(options.istioVersion === undefined ? {} : { istioVersion: options.istioVersion }),
  });
  mesh.diagnostics.forEach((found) => streams.err(describe(found)));
  return { mesh, manifests, code: mesh.diagnostics.length > 0 ? ExitCode.UNANSWERED : ExitCode.ANSWERED };
}
