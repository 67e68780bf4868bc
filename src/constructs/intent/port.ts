import { checkName, inCode } from './text-checks';
import { METRICS_PORT_NAME, PortProtocol, WorkloadPort } from '../../model';
import { misuse } from '../../problems';

const MAX_PORT = 65535;
const MAX_PORT_NAME = 15;
const FIRST_ISTIO_PORT = 15000;
const LAST_ISTIO_PORT = 15090;

/**
 * A port that a workload listens on, with the protocol that Istio is to read there. The protocol decides whether
 * rules about HTTP requests can be enforced: on any but an HTTP port a proxy sees a stream of bytes.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 * @example
 *
 * Port.http(8080);
 * Port.tcp(5432, 'postgres');
 * Port.http(8080).onServicePort(80);
 */
export class Port {
  /**
   * HTTP/1.1, or HTTP/2 that starts with an upgrade.
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static http(containerPort: number, name?: string): Port {
    return Port.of('http', containerPort, name);
  }

  /**
   * HTTP/2 without TLS (h2c).
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static http2(containerPort: number, name?: string): Port {
    return Port.of('http2', containerPort, name);
  }

  /**
   * gRPC without TLS.
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static grpc(containerPort: number, name?: string): Port {
    return Port.of('grpc', containerPort, name);
  }

  /**
   * Any protocol as a stream of bytes: databases, brokers, protocols of your own.
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static tcp(containerPort: number, name?: string): Port {
    return Port.of('tcp', containerPort, name);
  }

  /**
   * TLS that the application itself terminates, HTTPS included. Istio sees only bytes there, so no HTTP rule can be
   * enforced.
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static tls(containerPort: number, name?: string): Port {
    return Port.of('tls', containerPort, name);
  }

  /**
   * A MySQL server. It speaks first, so plaintext clients hang in PERMISSIVE mode.
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static mysql(containerPort: number = 3306, name?: string): Port {
    return Port.of('mysql', containerPort, name);
  }

  /**
   * A MongoDB server.
   * @param containerPort the port in the container, 1 to 65535
   * @param name the port's name in the Service; made from the protocol when left out
   */
  public static mongo(containerPort: number = 27017, name?: string): Port {
    return Port.of('mongo', containerPort, name);
  }

  /**
   * A port of its own for metrics, over HTTP. `allowMonitoringFrom` grants it as a whole, which both data planes can
   * enforce the same way.
   * @param containerPort the port in the container, 1 to 65535
   */
  public static metrics(containerPort: number): Port {
    return new Port({ name: METRICS_PORT_NAME, protocol: 'http', containerPort: checkPort(containerPort), servicePort: containerPort });
  }

  private static of(protocol: PortProtocol, containerPort: number, name?: string): Port {
    const given = name === undefined ? protocol : checkPortName(name);
    return new Port({ name: given, protocol, containerPort: checkPort(containerPort), servicePort: containerPort });
  }

  /** The port in the container: what sidecars and ztunnel compare with. */
  public readonly containerPort: number;
  /** The port of the Service that leads there: what waypoints compare with. */
  public readonly servicePort: number;
  /** The protocol, as Istio calls it in `appProtocol`. */
  public readonly protocol: string;

  private constructor(private readonly port: WorkloadPort) {
    this.containerPort = port.containerPort;
    this.servicePort = port.servicePort;
    this.protocol = port.protocol;
  }

  /**
   * The same port, reached through another port of the Service.
   * @param servicePort the port of the Service, 1 to 65535
   */
  public onServicePort(servicePort: number): Port {
    return new Port({ ...this.port, servicePort: checkPort(servicePort) });
  }

  /** The port as it is written, for example `http 8080`. */
  public toString(): string {
    return `${this.protocol} ${this.containerPort}`;
  }

  /** @internal */
  public _toModel(): WorkloadPort {
    return Object.freeze({ ...this.port });
  }
}

/** A name as Kubernetes accepts it for ports. */
export function checkPortName(name: string): string {
  checkName('port', name, MAX_PORT_NAME);
  if (!/[a-z]/.test(name) || name.includes('--')) {
    throw misuse('INVALID_PORT_NAME', inCode(`port ${name}`), { name });
  }
  return name;
}

/** A port number that traffic to a workload can have. */
export function checkPort(value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > MAX_PORT) {
    throw misuse('INVALID_PORT', inCode(`port ${value}`), { value, why: 'it is not a whole number from 1 to 65535' });
  }
  if (value >= FIRST_ISTIO_PORT && value <= LAST_ISTIO_PORT) {
    throw misuse('INVALID_PORT', inCode(`port ${value}`), { value, why: 'Istio\'s own proxies listen there' });
  }
  return value;
}
