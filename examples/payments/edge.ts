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

/** The public gateway. Clients connect to it directly, so the address that it sees is theirs. */
export class Edge extends Chart {
  private readonly gateway: JwtGateway;

  constructor(scope: Construct, id: string, { mesh, frontend, api }: EdgeProps) {
    super(scope, id);
    const ingress = new ZeroTrustNamespace(this, 'ingress', { mesh });
    this.gateway = new JwtGateway(ingress, 'public', {
      hosts: ['www.bank.example'],
      certificate: TlsCertificate.fromSecretName('www-bank-example'),
      issuers: [customers],
    });
    this.open(frontend, api);
    [frontend, api].forEach((backend) => this.keepOut(backend));
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

  /** S94: by the address that the gateway has written down. At the pods every address is the gateway's own. */
  private keepOut(backend: Workload): void {
    for (const network of LISTED_NETWORKS) {
      backend.denyFrom(this.gateway.clientAddress(network));
    }
    recordControls(backend, { 'threat-intelligence-source': 'security-operations', 'last-updated': '2026-10-31' }); // S100
  }
}
