import { Chart } from 'cdk8s';
import {
  Condition, Http, JwtGateway, Mesh, Peer, TlsCertificate, Workload, ZeroTrustNamespace,
} from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { recordControls } from './compliance';
import { customers } from './identity-providers';

/** What the world can reach: two workloads, through one gateway. */
export interface EdgeProps {
  readonly mesh: Mesh;
  readonly frontend: Workload;
  readonly api: Workload;
}

/** Networks that the bank's threat intelligence has listed. */
const LISTED_NETWORKS = ['198.51.100.0/24', '203.0.113.64/26'];

/** Countries that the bank must not serve, by codes of ISO 3166 that no country has. */
const EMBARGOED_COUNTRIES = ['XA', 'XB'];

/**
 * The public gateway. Clients come through the bank's delivery network, which adds their address to `X-Forwarded-For`
 * and overwrites `x-client-country`. The gateway's Service admits that network only.
 */
export class Edge extends Chart {
  private readonly gateway: JwtGateway;

  constructor(scope: Construct, id: string, { mesh, frontend, api }: EdgeProps) {
    super(scope, id);
    const ingress = new ZeroTrustNamespace(this, 'ingress', { mesh });
    this.gateway = new JwtGateway(ingress, 'public', {
      hosts: ['www.bank.example'],
      certificate: TlsCertificate.fromSecretName('www-bank-example'),
      issuers: [customers],
      trustedProxies: 1,
    });
    this.open(frontend, api);
    this.keepOut();
  }

  private open(frontend: Workload, api: Workload): void {
    // S112, S113: backends accept the gateway by its identity, not by its namespace.
    this.gateway.route('/', frontend);
    this.gateway.route('/api', api);
    this.gateway.allow(Peer.anyone({ reason: 'the shop window is public' }), Http.get('/'));
    this.gateway.allow(this.gateway.user(), Http.get('/account/*'));
    // S110: customers with a token read, and only version 2.
    this.gateway.allow(this.gateway.user(), Http.get('/api/*', { when: [Condition.headerIs('x-api-version', ['v2'])] }));
  }

  /** S94, S98: here and nowhere else, because behind the gateway every address is a proxy's. */
  private keepOut(): void {
    for (const network of LISTED_NETWORKS) {
      this.gateway.deny(this.gateway.clientAddress(network));
    }
    const isEmbargoed = Condition.headerIs('x-client-country', EMBARGOED_COUNTRIES);
    this.gateway.deny(Peer.anyone({ reason: 'these countries are under embargo' }), Http.request({ when: [isEmbargoed] }));
    recordControls(this.gateway, { 'threat-intelligence-source': 'security-operations', 'last-updated': '2026-10-31' }); // S100
  }
}
