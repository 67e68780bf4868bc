import { Chart } from 'cdk8s';
import { AmbientWaypoint, Http, HttpMethod, Port, ServiceAllowlist, Workload, WorkloadReference, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { Platform } from './platform';

const { GET, POST, PUT, DELETE } = HttpMethod;

/** The customer-facing application, in layers: edge, frontend, api, database. */
export class Production extends Chart {
  readonly meshNamespace: ZeroTrustNamespace;
  readonly frontend: Workload;
  readonly api: Workload;

  constructor(scope: Construct, id: string, { mesh, prometheus }: Platform) {
    super(scope, id);
    // S112, first layer: the namespace itself denies whatever is not allowed below.
    this.meshNamespace = new ZeroTrustNamespace(this, 'production', { mesh, scrapedFrom: ['monitoring'] });
    new AmbientWaypoint(this.meshNamespace, 'waypoint');
    this.frontend = this.meshNamespace.addWorkload('frontend', { ports: [Port.http(3000), Port.metrics(9090)] });
    this.api = this.meshNamespace.addWorkload('api-service', { ports: [Port.http(8080), Port.metrics(9090)] });

    this.allowClientsOfApi(mesh.workload('batch', 'batch-processor'));
    this.allowWithinNamespace();
    // S106, S115: one line for every workload, and a port of its own for metrics, which ztunnel can tell, too.
    for (const workload of [this.frontend, this.api]) {
      workload.allowMonitoringFrom(prometheus);
    }
  }

  /** S108: the classes of clients in one list. The fourth, people with a token, comes through the edge (S110). */
  private allowClientsOfApi(batchProcessor: WorkloadReference): void {
    const mobile = this.meshNamespace.addWorkload('mobile-bff');
    new ServiceAllowlist(this.api, 'clients', {
      target: this.api,
      grants: [
        { peers: [this.frontend, mobile], operations: [Http.request({ methods: [GET, POST, PUT, DELETE] })] },
        { peers: [batchProcessor], operations: [Http.post('/api/v2/batch/*')] }, // S109
      ],
    });
  }

  private allowWithinNamespace(): void {
    // S112, S114: the api reaches the database's one port, and nobody else does.
    const database = this.meshNamespace.addWorkload('database', { ports: [Port.tcp(5432, 'postgres')] });
    database.allowFrom(this.api);
    // S102: a namespace is closed to others anyway. What all of its workloads share is said service by service (S116).
    const features = this.meshNamespace.addWorkload('feature-flags', { ports: [Port.http(8080)] });
    features.allowFrom(this.meshNamespace, Http.get('/flags/*'));
  }
}
