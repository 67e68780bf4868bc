import { Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { Manifest } from './edge-policies';
import {
  AmbientWaypoint, DataPlane, Issuer, IssuerProps, JwtGateway, JwtGatewayProps, Mesh, MeshApp, MeshNamespace, Port, TlsCertificate, Workload,
} from '../../src';

export const PLANES = [DataPlane.SIDECAR, DataPlane.AMBIENT];
export const IDP = 'https://idp.example/';

export const issuerOf = (issuer = IDP, props: Partial<IssuerProps> = {}): Issuer => Issuer.of(issuer, { jwksUri: 'https://idp.example/keys', audiences: ['shop'], ...props });

class PlainNamespace extends MeshNamespace {}

/** A shop with a cart in one data plane. */
export class Shop {
  public readonly app = new MeshApp();
  public readonly mesh: Mesh;
  public readonly chart: Chart;
  public readonly namespace: MeshNamespace;
  public readonly cart: Workload;

  public constructor(plane: DataPlane = DataPlane.SIDECAR) {
    this.mesh = new Mesh(this.app, 'mesh', { trustDomain: 'corp.example', dataPlane: plane });
    this.chart = new Chart(this.app, 'shop');
    this.namespace = new PlainNamespace(this.chart, 'shop', { mesh: this.mesh });
    this.cart = this.namespace.addWorkload('cart', { ports: [Port.http(8080).onServicePort(80), Port.metrics(9090)] });
  }

  public edge(props: Partial<JwtGatewayProps> = {}): JwtGateway {
    return new JwtGateway(this.namespace, 'edge', {
      hosts: ['shop.example'], certificate: TlsCertificate.fromSecretName('shop-tls'), issuers: [issuerOf()], ...props,
    });
  }

  /** In ambient mode only; with sidecars nothing is needed. */
  public waypoint(): void {
    if (this.mesh.dataPlane === DataPlane.AMBIENT) {
      new AmbientWaypoint(this.namespace, 'waypoint', { servesIngress: true });
    }
  }

  public otherNamespace(name: string): MeshNamespace {
    return new PlainNamespace(this.chart, name, { mesh: this.mesh });
  }

  public manifests(): readonly Manifest[] {
    return parseAllDocuments(this.app.synthYaml()).map((document) => document.toJS() as Manifest);
  }

  public manifest(kind: string, name: string): Manifest {
    const found = this.manifests().find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (found === undefined) {
      throw new Error(`there is no ${kind} ${name}`);
    }
    return found;
  }
}
