import { Chart } from 'cdk8s';
import { AmbientWaypoint, Condition, Http, HttpMethod, JwtAuthentication, Operation, Peer, Port, Workload, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { recordControls } from './compliance';
import { staff, staffAs, tokenOptionalReason } from './identity-providers';
import { Platform } from './platform';

const { POST, PUT } = HttpMethod;

/**
 * Trading. Identities, paths and roles are checked here; hours, amounts and limits (S87–S89, half of S91) are numbers and
 * times, which the mesh cannot compare.
 */
export class TradingPlatform extends Chart {
  readonly meshNamespace: ZeroTrustNamespace;
  private readonly engine: Workload;

  constructor(scope: Construct, id: string, { mesh }: Platform) {
    super(scope, id);
    this.meshNamespace = new ZeroTrustNamespace(this, 'trading-platform', { mesh, scrapedFrom: ['monitoring'] });
    new AmbientWaypoint(this.meshNamespace, 'waypoint');
    this.engine = this.meshNamespace.addWorkload('trading-engine', { ports: [Port.http(8080)] });

    new JwtAuthentication(this.engine, 'staff', { target: this.engine, issuers: [staff], tokenOptionalReason });
    this.allowTrading();
    this.allowAfterHours();
    this.allowIncidentReview();
    recordControls(this.engine, { 'sox-control': 'SOX-IT-001', 'last-audit': '2025-08-15' });
  }

  private allowTrading(): void {
    const traders = ['trader-workstation', 'algo-trading'].map((name) => this.meshNamespace.addWorkload(name));
    // S90: the header names the trader for the books. Who may trade is decided by the workload's identity.
    const named = { when: [Condition.headerPresent('trader-id')] };
    this.engine.allowFrom(Peer.anyOf(...traders), Operation.anyOf(
      Http.of([POST, PUT], '/api/v3/trades/equity', named),
      Http.of([POST, PUT], '/api/v3/trades/options', named),
    ));
  }

  /** S91, as far as it is not about hours and amounts: a supervisor's token, and the caller's word that it has screened. */
  private allowAfterHours(): void {
    const trader = this.meshNamespace.addWorkload('authorized-trader');
    const screened = { when: [Condition.headerIs('volatility-check', ['passed'])] };
    this.engine.allowFrom(staffAs(['trading-supervisor'], trader), Http.post('/api/v3/trades/after-hours', screened));
  }

  /** S92: in an incident the directory gives risk officers a token that says so. A header that says so, anybody can write. */
  private allowIncidentReview(): void {
    const monitor = this.meshNamespace.addWorkload('market-monitor');
    this.engine.allowFrom(staffAs(['risk-officer'], monitor, Condition.claimIs('incident', ['active'])), Operation.anyOf(
      Http.get('/api/v3/positions/*'),
      Http.get('/api/v3/risk/exposure'),
    ));
  }
}
