import { Chart } from 'cdk8s';
import { AmbientWaypoint, Http, HttpMethod, JwtAuthentication, Peer, Port, Workload, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { staff, staffAs, tokenOptionalReason } from './identity-providers';
import { Platform } from './platform';

const { GET, POST, PUT, DELETE } = HttpMethod;

/** The web shop, in tiers. */
export class Ecommerce extends Chart {
  readonly meshNamespace: ZeroTrustNamespace;
  private readonly frontend: Workload;
  private readonly gateway: Workload;
  private readonly admin: Workload;

  constructor(scope: Construct, id: string, { mesh }: Platform) {
    super(scope, id);
    this.meshNamespace = new ZeroTrustNamespace(this, 'ecommerce', { mesh });
    new AmbientWaypoint(this.meshNamespace, 'waypoint');
    this.frontend = this.meshNamespace.addWorkload('frontend', { ports: [Port.http(8080)] });
    this.gateway = this.meshNamespace.addWorkload('api-gateway');
    this.admin = this.meshNamespace.addWorkload('admin');

    // S79, S82: one rule for who and what. The identity takes the place of an address range.
    this.frontend.allowFrom(this.gateway, Http.of([GET, POST], '/api/*'));
    ['catalogue', 'inventory'].forEach((name) => this.addBackend(name));
  }

  /** S104: frontends read and submit, administrators may do more. S105: with a token of their own, not one that all share. */
  private addBackend(name: string): void {
    const backend = this.meshNamespace.addWorkload(name, { ports: [Port.http(8080)] });
    new JwtAuthentication(backend, 'staff', { target: backend, issuers: [staff], tokenOptionalReason });
    backend.allowFrom(Peer.anyOf(this.frontend, this.gateway), Http.request({ methods: [GET, POST] }));
    backend.allowFrom(staffAs(['shop-admin'], this.admin), Http.request({ methods: [GET, POST, PUT, DELETE] }));
  }
}
