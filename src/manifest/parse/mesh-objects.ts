import type {
  GatewayClass, GatewayOptions, IstioGateway, ListenerSet, MeshGateway, MeshRoute, MeshService, MeshServiceEntry, MeshVirtualService, MeshWorkload,
  Namespace, OpaqueObject, Provenance, Read, ReferenceGrant, WrittenDestinationRule, WrittenNetworkPolicy, WrittenPeerAuthentication, WrittenPolicy,
  WrittenRequestAuthentication,
  WrittenSidecar,
} from '../../model/mesh';

/** Kinds that run themselves. */
const INSTANCES = ['Pod', 'WorkloadEntry'];

/** The objects of a mesh while they are being read. */
export class MeshObjects {
  readonly namespaces: Namespace[] = [];
  readonly services: MeshService[] = [];
  readonly serviceEntries: MeshServiceEntry[] = [];
  readonly gateways: MeshGateway[] = [];
  readonly gatewayClasses: GatewayClass[] = [];
  readonly gatewayOptions: GatewayOptions[] = [];
  readonly listenerSets: Read<ListenerSet>[] = [];
  readonly istioGateways: Read<IstioGateway>[] = [];
  readonly virtualServices: Read<MeshVirtualService>[] = [];
  readonly routes: Read<MeshRoute>[] = [];
  readonly referenceGrants: Read<ReferenceGrant>[] = [];
  readonly authorizationPolicies: Read<WrittenPolicy>[] = [];
  readonly peerAuthentications: Read<WrittenPeerAuthentication>[] = [];
  readonly requestAuthentications: Read<WrittenRequestAuthentication>[] = [];
  readonly destinationRules: Read<WrittenDestinationRule>[] = [];
  readonly sidecars: Read<WrittenSidecar>[] = [];
  readonly networkPolicies: Read<WrittenNetworkPolicy>[] = [];
  readonly opaque: OpaqueObject[] = [];
  private readonly pods: { readonly workload: MeshWorkload; readonly controller?: string }[] = [];

  /** @param withNetworkPolicies whether NetworkPolicies are read at all */
  constructor(private readonly rootNamespace: string, readonly withNetworkPolicies: boolean) {}

  /** @param controller `Kind/name` of the object that made this one */
  addWorkload(workload: MeshWorkload, controller?: string): void {
    this.pods.push({ workload, ...controller === undefined ? {} : { controller } });
  }

  /**
   * Pods and WorkloadEntries, and what makes them from a template. A ReplicaSet or Job that another of these objects controls is left out: its
   * controller says the same, and an old one of no pods would not.
   */
  workloads(): MeshWorkload[] {
    const names = new Set(this.pods.map(({ workload: { kind, namespace, name } }) => `${namespace}/${kind}/${name}`));
    return this.pods
      .filter(({ workload, controller }) => INSTANCES.includes(workload.kind) || controller === undefined || !names.has(`${workload.namespace}/${controller}`))
      .map(({ workload }) => workload);
  }

  /** Something of which not even the namespace is known may concern anybody, as what is in the root namespace does. */
  addUnidentified(kind: string, at: Provenance): void {
    this.opaque.push({ kind, namespace: this.rootNamespace, name: '', changes: 'anything', at });
  }
}
