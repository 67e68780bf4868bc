import { Chart } from 'cdk8s';
import { AmbientWaypoint, Http, JwtAuthentication, Operation, Peer, Port, Workload, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { staff, staffAs, tokenOptionalReason } from './identity-providers';
import { Platform } from './platform';

/** Taking, refunding and looking up payments. */
export class FintechCore extends Chart {
  readonly meshNamespace: ZeroTrustNamespace;
  private readonly processor: Workload;

  constructor(scope: Construct, id: string, { mesh, prometheus }: Platform) {
    super(scope, id);
    this.meshNamespace = new ZeroTrustNamespace(this, 'fintech-core', { mesh, scrapedFrom: ['monitoring'] });
    new AmbientWaypoint(this.meshNamespace, 'waypoint');
    this.processor = this.meshNamespace.addWorkload('payment-processor', {
      ports: [Port.http(8080), Port.metrics(9090)],
      container: { image: 'registry.bank.example/payment-processor:2.1.0' },
      replicas: 3,
    });
    const database = this.meshNamespace.addWorkload('payments-db', { ports: [Port.tcp(5432, 'postgres')] });

    new JwtAuthentication(this.processor, 'staff', { target: this.processor, issuers: [staff], tokenOptionalReason });
    this.allowPayments();
    this.allowRefunds();
    this.allowAdministration();
    database.allowFrom(this.processor); // S114: TCP 5432, its only port
    this.processor.allowMonitoringFrom(prometheus); // S106
  }

  /** S80, S81: three callers share one permission, which becomes one rule. */
  private allowPayments(): void {
    const callers = ['order-service', 'checkout-service', 'subscription-service'].map((name) => this.meshNamespace.addWorkload(name));
    this.processor.allowFrom(Peer.anyOf(...callers), Operation.anyOf(
      Http.post('/api/v2/payments/process'),
      Http.post('/api/v2/payments/authorize'),
    ));
  }

  /** S84: the approval is a token that the directory signed for a manager, not a header that anybody can fill in. */
  private allowRefunds(): void {
    const refunds = this.meshNamespace.addWorkload('refund-service');
    this.processor.allowFrom(staffAs(['refund-approver'], refunds), Http.post('/api/v2/payments/refund'));
  }

  /** S86: the role is a claim of the person at the console. */
  private allowAdministration(): void {
    const console = this.meshNamespace.addWorkload('admin-console');
    this.processor.allowFrom(staffAs(['payment-admin', 'compliance-officer'], console), Operation.anyOf(
      Http.get('/api/v2/payments/status/*'),
      Http.get('/api/v2/audit/*'),
    ));
  }
}
