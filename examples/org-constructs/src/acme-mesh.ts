import { DataPlane, IstioVersion, Mesh, MeshBaseline } from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';

/** What differs between Acme's clusters. */
export interface AcmeMeshProps {
  /** How the cluster's workloads are connected. */
  readonly dataPlane: DataPlane;
}

/** Acme's mesh: one trust domain, the version that the platform team runs, and the baseline that holds everywhere. */
export class AcmeMesh extends Construct {
  /** The mesh, for namespaces and references. */
  readonly mesh: Mesh;

  constructor(scope: Construct, id: string, { dataPlane }: AcmeMeshProps) {
    super(scope, id);
    this.mesh = new Mesh(this, 'mesh', { trustDomain: 'acme.example', istioVersion: IstioVersion.V1_31, dataPlane });
    new MeshBaseline(this.mesh, 'baseline', { ingressGateways: [this.mesh.gateway('ingress', 'public')] });
  }
}
