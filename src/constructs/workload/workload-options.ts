import { ContainerProps } from 'cdk8s-plus-28';
import { IAdoptableService } from './adoptable-workload';
import { Port } from '../intent/port';

/** What a workload runs as and listens on. */
export interface WorkloadOptions {
  /**
   * The ports it listens on. Without any, it can only call others.
   * @default - none
   */
  readonly ports?: Port[];

  /**
   * The service account to create for it: its identity.
   * @default - the workload's name
   */
  readonly serviceAccountName?: string;

  /**
   * Why it may run as the service account of another workload, which is then not created again, in at least three words.
   * @default - it may not
   */
  readonly sharedIdentityReason?: string;

  /**
   * Further labels of its pods. `app` is always the workload's name; Istio's own labels are refused.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * The container to run. A Deployment is made for it, hardened so that Pod Security "restricted" admits it.
   * @default - no Deployment: the pods come from elsewhere and carry the labels
   */
  readonly container?: ContainerProps;

  /**
   * Several versions of the workload, side by side behind one Service: a Deployment for each, by version.
   * @default - none
   */
  readonly versions?: { [version: string]: ContainerProps };

  /**
   * How many pods each Deployment has.
   * @default - the default of cdk8s-plus
   */
  readonly replicas?: number;
}

/** What cannot be read off an object that cdk8s-plus made. */
export interface AdoptOptions {
  /**
   * What the workload is called in policies.
   * @default - the object's name
   */
  readonly name?: string;

  /**
   * The ports it listens on, with their protocols. Without any, it can only call others. Their numbers in a given Service
   * are read off it.
   * @default - none
   */
  readonly ports?: Port[];

  /**
   * The Service in front of it. It has to select the workload's pods: what a waypoint grants, it grants to the Service.
   * @default - one is made when there are ports
   */
  readonly service?: IAdoptableService;

  /**
   * Why it may run as the same service account as another workload, in at least three words.
   * @default - it may not
   */
  readonly sharedIdentityReason?: string;
}

/** Who scrapes metrics, and where. */
export interface MonitoringOptions {
  /**
   * The container port that serves metrics.
   * @default - the port declared with `Port.metrics`
   */
  readonly port?: number;

  /**
   * The path of the metrics, used when they share a port with the application.
   * @default '/metrics'
   */
  readonly path?: string;
}

/** Where health is asked for. */
export interface HealthCheckOptions {
  /**
   * The path that answers health checks.
   * @default '/healthz'
   */
  readonly path?: string;

  /**
   * The container port that answers them.
   * @default - every declared port that carries HTTP
   */
  readonly port?: number;
}

/** Why a rule is written in Istio's own form. */
export interface RawRuleOptions {
  /** At least three words, for whoever reads the policy later. */
  readonly reason: string;
}
