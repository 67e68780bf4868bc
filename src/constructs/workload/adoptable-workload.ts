import { ApiObjectMetadataDefinition } from 'cdk8s';
import { IServiceAccount } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { switchOff } from './mesh-switches';
import { misuse } from '../../problems';
import { checkKind } from '../intent/type-checks';

/**
 * What a Deployment, StatefulSet, DaemonSet, Job or CronJob of cdk8s-plus looks like, in whichever of its releases.
 * Constructs of your own with these properties can be adopted, too.
 */
export interface IAdoptableWorkload extends IConstruct {
  /** The object's name. */
  readonly name: string;
  /** The object's kind. */
  readonly kind: string;
  /** The object's metadata. */
  readonly metadata: ApiObjectMetadataDefinition;
  /** The metadata of its pods. */
  readonly podMetadata: ApiObjectMetadataDefinition;
  /** The labels by which it selects its pods. */
  readonly matchLabels: { [key: string]: string };
  /** The service account that its pods run as. */
  readonly serviceAccount?: IServiceAccount;
}

/** A Service of cdk8s-plus, in whichever of its releases. */
export interface IAdoptableService extends IConstruct {
  /** The object's name. */
  readonly name: string;
  /** The object's metadata. */
  readonly metadata: ApiObjectMetadataDefinition;
}

/** The label that cdk8s-plus writes on the pods of everything it makes. */
const ADDRESS_LABEL = 'cdk8s.io/metadata.addr';

/**
 * Labels by which a policy finds exactly the pods of a workload. A Job has no selector of its own, but its pods carry
 * the address label.
 */
export function podLabels(workload: IAdoptableWorkload): Readonly<Record<string, string>> {
  const expressions = (workload as { readonly matchExpressions?: readonly unknown[] }).matchExpressions ?? [];
  if (expressions.length > 0) {
    throw unselectable(workload, 'it selects its pods by expressions', 'Select its pods by labels: deployment.select(LabelSelector.of({ labels: … })).');
  }
  if (Object.keys(workload.matchLabels).length > 0) {
    return { ...workload.matchLabels };
  }
  const address = workload.podMetadata.getLabel(ADDRESS_LABEL);
  if (address === undefined) {
    throw unselectable(workload, 'its pods have no label of their own', 'Give its pods a label that no other pod has, and select them by it.');
  }
  return { [ADDRESS_LABEL]: address };
}

/** Every label of a workload's pods that is known: it can be given more after it was adopted. */
export function allPodLabels(workload: IAdoptableWorkload): Readonly<Record<string, string>> {
  const { labels = {} } = (workload.podMetadata.toJson() ?? {}) as PodTexts;
  return { ...workload.matchLabels, ...labels };
}

function unselectable(workload: IAdoptableWorkload, why: string, fix: string) {
  return misuse('UNSELECTABLE_WORKLOAD', { constructPath: workload.node.path }, { name: workload.name, why, fix });
}

/** Refuses a workload whose pods have no proxy, or one that ports are kept from: its policies would be enforced by nobody. */
export function checkHasProxy(workload: IAdoptableWorkload): void {
  const why = withoutProxy(workload);
  if (why !== undefined) {
    throw misuse('WORKLOAD_WITHOUT_PROXY', { constructPath: workload.node.path }, { workload: workload.name, why });
  }
}

interface PodTexts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What keeps the mesh out of its pods, if anything does. */
export function withoutProxy(workload: IAdoptableWorkload): string | undefined {
  const { labels = {}, annotations = {} } = (workload.podMetadata.toJson() ?? {}) as PodTexts;
  const isOnHost = (workload as { readonly hostNetwork?: boolean }).hostNetwork === true;
  return switchOff(labels, annotations) ?? (isOnHost ? 'hostNetwork' : undefined);
}

/** Refuses what only looks like a workload, as callers from JavaScript and other languages can pass it. */
export function checkShape(workload: IAdoptableWorkload): void {
  const { name, podMetadata, matchLabels, metadata } = checkKind('adopt', 'a workload of cdk8s-plus', workload, 'node');
  if (typeof name !== 'string' || podMetadata === undefined || matchLabels === undefined || metadata === undefined) {
    throw misuse('FOREIGN_CONSTRUCT', { constructPath: workload.node.path }, { name: String(name ?? workload.node.id), kind: 'workload' });
  }
}
