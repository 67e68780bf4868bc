import { Construct, IConstruct } from 'constructs';
import { manifestsBelow } from './construct-manifests';
import { meshOfConstruct, MeshFacts } from './construct-mesh';
import { DescribedWorkload, describedWorkloads } from './described-workloads';
import { manifestsIn } from './manifest-paths';
import { asContent } from './mesh-options';
import { InvalidRequest, shown } from './request-checks';
import { NamedContent } from '../analysis';

/** What can be judged: an app, chart or other construct; manifests as objects; or the path of a file or folder of them. */
export type MeshSubject = IConstruct | readonly object[] | string;

/** What a subject says about its mesh. */
export interface SubjectFacts {
  readonly manifests: readonly NamedContent[];
  /** Of a construct: what its `Mesh` says. */
  readonly mesh?: MeshFacts;
  readonly described: readonly DescribedWorkload[];
}

/** @throws when there is nothing to be judged, or the app has problems */
export function factsOf(subject: unknown): SubjectFacts {
  if (typeof subject === 'string') {
    return { manifests: manifestsIn(subject), described: [] };
  }
  if (Array.isArray(subject)) {
    return { manifests: some(subject.map(manifestAt), 'the list of manifests is empty'), described: [] };
  }
  if (Construct.isConstruct(subject)) {
    const mesh = meshOfConstruct(subject);
    const manifests = some(manifestsBelow(subject), `${nameOf(subject)} has no objects`);
    return { manifests, described: describedWorkloads(subject), ...mesh === undefined ? {} : { mesh } };
  }
  throw new InvalidRequest(`what is judged is an app, a chart, a construct, a list of manifests or a path, not ${shown(subject)}`);
}

function some<T>(found: readonly T[], otherwise: string): readonly T[] {
  if (found.length === 0) {
    throw new InvalidRequest(`${otherwise}: nothing can be judged`);
  }
  return found;
}

function manifestAt(value: unknown, index: number): NamedContent {
  const name = `manifests[${index}]`;
  if (Construct.isConstruct(value)) {
    throw new InvalidRequest(`${name} is the construct ${nameOf(value)}: give the construct itself, or Testing.synth(chart)`);
  }
  const { apiVersion, kind } = (value ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw new InvalidRequest(`${name} is no manifest: it has no apiVersion and kind`);
  }
  return asContent(name, value);
}

const nameOf = ({ node }: IConstruct): string => (node.path === '' ? 'the app' : node.path);
