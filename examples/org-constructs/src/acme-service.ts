import { AmbientWaypoint, IPeer, Mesh, Operation, Peer, Port, Workload, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';

/** What the owners of a service say about it. */
export interface AcmeServiceProps {
  /** Where it runs. */
  readonly mesh: Mesh;
  /** Who answers the phone. */
  readonly team: string;
  /** Who pays, as `cc-` and four digits. */
  readonly costCentre: string;
  /** The image to run, for example `registry.acme.example/orders:1.4.0`. */
  readonly image: string;
  /** @default 2 */
  readonly replicas?: number;
}

const HTTP_PORT = 8080;
const SERVICE_PORT = 80;
const METRICS_PORT = 9464;
const PROMETHEUS = { namespace: 'monitoring', name: 'prometheus' };
const QUARANTINE = 'quarantine';
const COST_CENTRE = /^cc-\d{4}$/;

/**
 * A service as Acme runs it: a namespace of its own, HTTP on 8080 behind Service port 80, metrics on 9464 for the
 * company's Prometheus, and nothing from the quarantine namespace, whatever else is granted. Whoever is to call it is
 * let in with `allow`; where the call is checked is no concern of the teams.
 */
export class AcmeService extends Construct implements IPeer {
  /** The namespace that holds nothing but this service. */
  readonly namespace: ZeroTrustNamespace;
  /** The service as a workload of the mesh, for what this construct does not cover. */
  readonly workload: Workload;

  constructor(scope: Construct, id: string, props: AcmeServiceProps) {
    super(scope, id);
    const labels = acmeLabels(props);
    this.namespace = new ZeroTrustNamespace(this, 'namespace', {
      mesh: props.mesh, name: `acme-${id}`, labels, scrapedFrom: [PROMETHEUS.namespace],
    });
    this.workload = this.namespace.addWorkload(id, {
      ports: [Port.http(HTTP_PORT).onServicePort(SERVICE_PORT), Port.metrics(METRICS_PORT)],
      container: { image: props.image },
      replicas: props.replicas ?? 2,
      labels,
    });
    new AmbientWaypoint(this.namespace, 'waypoint');
    this.workload.allowMonitoringFrom(props.mesh.workload(PROMETHEUS.namespace, PROMETHEUS.name));
    this.workload.denyFrom(Peer.inNamespace(QUARANTINE));
  }

  /** The caller that a grant to this service means. */
  get grantPeer(): Peer {
    return this.workload.grantPeer;
  }

  /** Lets a caller in, for one thing or another. Connections as such are never granted at Acme. */
  allow(caller: IPeer, first: Operation, ...others: Operation[]): void {
    this.workload.allowFrom(caller, Operation.anyOf(first, ...others));
  }
}

function acmeLabels({ team, costCentre }: AcmeServiceProps): Record<string, string> {
  if (!COST_CENTRE.test(costCentre)) {
    throw new Error(`cost centre "${costCentre}" is not of the form cc-1234`);
  }
  return { 'acme.example/team': team, 'acme.example/cost-centre': costCentre };
}
