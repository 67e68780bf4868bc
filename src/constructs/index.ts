export { AccessRow } from './access-row';
export { IAdoptableService, IAdoptableWorkload } from './adoptable-workload';
export { Condition } from './condition';
export { DataPlane } from './data-plane';
export { Grpc } from './grpc';
export { IstioVersion } from './istio-version';
export { Mesh, MeshProps } from './mesh';
export { MeshApp, MeshAppProps } from './mesh-app';
export { MeshNamespace, MeshNamespaceProps } from './mesh-namespace';
export { Http, HttpMethod, HttpOptions, HttpRequestOptions, Operation, Tcp, TcpOptions } from './operation';
export { PathMatch } from './path-match';
export { AnyoneOptions, ClientAddressOptions, IPeer, Peer, UserOptions } from './peer';
export { Port } from './port';
export {
  ClassicGatewayOptions, GatewayReference, GatewayReferenceOptions, NamespaceReference, NamespaceReferenceOptions,
  WorkloadReference, WorkloadReferenceOptions,
} from './references';
export { HealthCheckOptions, MonitoringOptions, RawRuleOptions, Workload } from './workload';
export { AdoptOptions, WorkloadOptions } from './workload-options';
