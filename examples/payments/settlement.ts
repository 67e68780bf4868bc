import { Chart } from 'cdk8s';
import { MtlsException, MtlsExceptionMode, Port, ZeroTrustNamespace } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';
import { Platform } from './platform';

/** Where the mainframe drops its settlement files. It is outside of the mesh and has no certificate. */
export class Settlement extends Chart {
  readonly meshNamespace: ZeroTrustNamespace;

  constructor(scope: Construct, id: string, { mesh }: Platform) {
    super(scope, id);
    this.meshNamespace = new ZeroTrustNamespace(this, 'settlement', { mesh });
    const intake = this.meshNamespace.addWorkload('settlement-intake', { ports: [Port.tcp(7001, 'batch-files'), Port.tcp(7002, 'control')] });
    const ledger = this.meshNamespace.addWorkload('ledger', { ports: [Port.tcp(5432, 'postgres')] });

    // Until then, this one client and this one port. Every other port of the workload stays with mutual TLS.
    new MtlsException(intake, 'mainframe', {
      workload: intake,
      ports: [7001],
      mode: MtlsExceptionMode.PERMISSIVE,
      clients: ['10.20.30.40/32'],
      reason: 'the mainframe cannot speak TLS',
      expires: '2027-06-30',
    });
    ledger.allowFrom(intake);
  }
}
