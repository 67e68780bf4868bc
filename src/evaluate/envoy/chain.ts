import { MeshService, ServicePort } from '../../model/mesh';

/** What a port is declared to speak: one filter chain, or both, told apart by sniffing (1.4). */
export type Declared = 'HTTP' | 'TCP' | 'sniffed' | 'UDP';
export type Chain = 'HTTP' | 'TCP';

const HTTP_PROTOCOLS = new Set(['http', 'http2', 'grpc', 'grpc-web', 'http_proxy']);
const TCP_PROTOCOLS = new Set(['tcp', 'https', 'tls', 'mongo', 'mysql', 'redis']);
const KUBERNETES_PROTOCOLS = new Map<string, Declared>([['kubernetes.io/h2c', 'HTTP'], ['kubernetes.io/ws', 'HTTP'], ['kubernetes.io/wss', 'TCP']]);
/** SMTP, DNS, MySQL and MongoDB: the server speaks first, so nothing can be sniffed (1.4). */
const SERVER_FIRST_PORTS = new Set([25, 53, 3306, 27017]);

/** `appProtocol` first, else the port's name up to the first hyphen (1.4). */
export function declaredProtocol(port: ServicePort): Declared {
  if (port.transport === 'UDP') return 'UDP';
  const written = port.appProtocol ?? port.name ?? '';
  const kubernetes = port.appProtocol === undefined ? undefined : KUBERNETES_PROTOCOLS.get(port.appProtocol);
  if (kubernetes) return kubernetes;
  const lower = written.toLowerCase();
  const spoken = spokenProtocol(lower.startsWith('grpc-web') ? 'grpc-web' : lower.split('-', 1)[0]);
  return spoken === 'sniffed' && SERVER_FIRST_PORTS.has(port.number) ? 'TCP' : spoken;
}

/** A protocol as Istio's own kinds name it; one that is not known is sniffed (1.4). */
export function spokenProtocol(protocol: string): Declared {
  const lower = protocol.toLowerCase();
  if (HTTP_PROTOCOLS.has(lower)) return 'HTTP';
  if (TCP_PROTOCOLS.has(lower)) return 'TCP';
  return lower === 'udp' ? 'UDP' : 'sniffed';
}

export function portOf(service: MeshService, number: number): ServicePort | undefined {
  return service.ports.find((port) => port.number === number);
}
