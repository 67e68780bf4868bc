import { IstioMinor } from '../istio-version';
import { IstiodEnvironment, MeshConfiguration } from './configuration';
import { WrittenDestinationRule } from './destination-rule';
import { GatewayClass, GatewayOptions, IstioGateway, ListenerSet, MeshGateway } from './gateways';
import { WrittenNetworkPolicy } from './network-policy';
import { ObjectHeader, WrittenPeerAuthentication, WrittenPolicy, WrittenRequestAuthentication } from './policies';
import { Diagnostic, Read } from './provenance';
import { MeshRoute, MeshVirtualService, ReferenceGrant } from './routes';
import { WrittenSidecar } from './sidecar';
import { Labels, MeshService, MeshServiceEntry, MeshWorkload, Namespace } from './workload';

/** An object that can change decisions in ways that are not modelled. */
export interface OpaqueObject extends ObjectHeader {
  readonly kind: string;
  /** Whom it is for, when that could be read; absent means every workload of its namespace. */
  readonly selector?: Labels;
  /** `outbound`: only where its workloads send requests and how they connect; nothing that arrives is judged otherwise. */
  readonly changes: 'outbound' | 'anything';
}

/** Everything that was read of one mesh. What could not be read stands among the rest as such. */
export interface Mesh {
  readonly istioVersion: IstioMinor;
  readonly configuration: MeshConfiguration;
  readonly environment: IstiodEnvironment;
  readonly namespaces: readonly Namespace[];
  readonly workloads: readonly MeshWorkload[];
  readonly services: readonly MeshService[];
  readonly serviceEntries: readonly MeshServiceEntry[];
  readonly gateways: readonly MeshGateway[];
  readonly gatewayClasses: readonly GatewayClass[];
  readonly gatewayOptions: readonly GatewayOptions[];
  readonly listenerSets: readonly Read<ListenerSet>[];
  readonly istioGateways: readonly Read<IstioGateway>[];
  readonly virtualServices: readonly Read<MeshVirtualService>[];
  readonly routes: readonly Read<MeshRoute>[];
  readonly referenceGrants: readonly Read<ReferenceGrant>[];
  readonly authorizationPolicies: readonly Read<WrittenPolicy>[];
  readonly peerAuthentications: readonly Read<WrittenPeerAuthentication>[];
  readonly requestAuthentications: readonly Read<WrittenRequestAuthentication>[];
  readonly destinationRules: readonly Read<WrittenDestinationRule>[];
  readonly sidecars: readonly Read<WrittenSidecar>[];
  /** Empty unless they were asked for: they are the network's business, and not every network enforces them. */
  readonly networkPolicies: readonly Read<WrittenNetworkPolicy>[];
  readonly opaque: readonly OpaqueObject[];
  readonly diagnostics: readonly Diagnostic[];
}
