import { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import { WorkloadPort } from '../../model';
import { DataPlane } from '../mesh/data-plane';
import { Mesh } from '../mesh/mesh';

/** The namespace that a workload lives in. */
export interface WorkloadHome extends Construct {
  readonly name: string;
  readonly mesh: Mesh;
  readonly dataPlane: DataPlane;
}

/** What a workload is made of, once names, labels and ports are known. */
export interface WorkloadParts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** All labels of its pods, as far as they are known, for each kind of pod. */
  readonly podLabels: () => readonly Readonly<Record<string, string>>[];
  readonly serviceAccountName: string;
  readonly ports: readonly WorkloadPort[];
  readonly serviceName?: string;
  readonly serviceMetadata?: ApiObjectMetadataDefinition;
  /** What its Service selects, when that is not simply its labels. */
  readonly serviceSelector?: () => Readonly<Record<string, string>> | undefined;
  /** Whether its Service has no address of its own, so that callers dial the pods. */
  readonly isHeadless?: boolean;
  readonly sharedIdentityReason?: string;
}
