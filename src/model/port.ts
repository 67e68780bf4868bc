/** The protocols that Istio distinguishes by `appProtocol` or by the prefix of a port's name. */
export type PortProtocol = 'http' | 'http2' | 'grpc' | 'grpc-web' | 'tcp' | 'tls' | 'https' | 'mongo' | 'mysql' | 'redis';

const HTTP_PROTOCOLS: ReadonlySet<PortProtocol> = new Set(['http', 'http2', 'grpc', 'grpc-web']);

/** Protocols whose server speaks first: a proxy that waits for the client's first bytes never sees any. */
const SERVER_FIRST_PORTS: ReadonlySet<number> = new Set([25, 3306, 27017]);

/** A port that a workload listens on, and the port of its Service that leads there. */
export interface WorkloadPort {
  readonly name: string;
  readonly protocol: PortProtocol;
  /** The port in the container: what sidecars and ztunnel compare `ports` with. */
  readonly containerPort: number;
  /** The port of the Service: what a waypoint compares `ports` with. */
  readonly servicePort: number;
}

/** Whether a proxy reads requests on such a port. On every other one it sees a stream of bytes. */
export function carriesHttp(port: WorkloadPort): boolean {
  return HTTP_PROTOCOLS.has(port.protocol);
}

/** Whether the server sends the first bytes, so that PERMISSIVE mutual TLS hangs at a sidecar. */
export function speaksFirst(port: WorkloadPort): boolean {
  return port.protocol === 'mysql' || port.protocol === 'mongo' || SERVER_FIRST_PORTS.has(port.containerPort);
}

/** How the port of a workload is called that serves metrics and nothing else. */
export const METRICS_PORT_NAME = 'http-metrics';

/** Whether a port serves metrics and nothing else. Only grants about metrics mean it. */
export function servesMetrics(port: WorkloadPort): boolean {
  return port.name === METRICS_PORT_NAME;
}
