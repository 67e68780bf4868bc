import { InvalidRequest, shown } from './request-checks';
import { NamedContent } from '../analysis';
import { manifestsIn } from './manifest-paths';
import { readFileAt } from '../files';
import { ISTIO_MINORS, IstioMinor } from '../model';

/** What decides about requests and may stand in no manifest. */
export interface MeshOptions {
  /** The minor version of Istio. @default - that of the app's `Mesh`, else the newest known one */
  readonly istioVersion?: IstioMinor;
  /** The MeshConfig: a file, or its fields. @default - that among the manifests, else what the app's `Mesh` says, else Istio's defaults */
  readonly meshConfig?: string | Readonly<Record<string, unknown>>;
  /** Files and folders of manifests that the cluster has beside what is judged: other apps, the MeshConfig. @default - none */
  readonly beside?: readonly string[];
  /** Environment variables of istiod that change decisions. @default - those among the manifests */
  readonly istiodEnv?: Readonly<Record<string, string>>;
}

/** The options as the engines take them. */
export interface KnownOptions {
  readonly istioVersion?: IstioMinor;
  readonly meshConfig?: NamedContent;
  readonly beside: readonly NamedContent[];
  readonly environment: ReadonlyMap<string, string>;
}

const KNOWN = ['istioVersion', 'meshConfig', 'beside', 'istiodEnv'];
let current: KnownOptions = { beside: [], environment: new Map() };

/** Says once what holds for every mesh that is judged from here on, in place of what was said before. */
export function configureMesh(options: MeshOptions): void {
  current = known(options);
}

/** What was said once, and for one mesh alone. */
export function optionsFor(options: MeshOptions): KnownOptions {
  const { beside, environment, ...own } = known(options);
  return { ...current, ...own, beside: [...current.beside, ...beside], environment: new Map([...current.environment, ...environment]) };
}

function known(options: MeshOptions): KnownOptions {
  const strange = Object.entries(options).find(([name, value]) => !KNOWN.includes(name) || value === undefined);
  if (strange !== undefined) {
    const [name] = strange;
    throw new InvalidRequest(KNOWN.includes(name) ? `${name} is undefined: leave it out` : `the options of a mesh are ${KNOWN.join(', ')}, not ${name}`);
  }
  const { istioVersion, meshConfig, beside = [], istiodEnv = {} } = options;
  if (istioVersion !== undefined && !ISTIO_MINORS.includes(istioVersion)) {
    throw new InvalidRequest(`istioVersion is one of ${ISTIO_MINORS.join(', ')}, not ${shown(istioVersion)}`);
  }
  return {
    ...istioVersion === undefined ? {} : { istioVersion },
    ...meshConfig === undefined ? {} : { meshConfig: typeof meshConfig === 'string' ? readFileAt(meshConfig) : asContent('meshConfig', meshConfig) },
    beside: beside.flatMap(manifestsIn),
    environment: new Map(Object.entries(istiodEnv)),
  };
}

/** A value as the file that would say it. */
export function asContent(name: string, value: unknown): NamedContent {
  return { name, content: JSON.stringify(value, undefined, 2) };
}
