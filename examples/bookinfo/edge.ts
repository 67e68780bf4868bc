import { Chart } from 'cdk8s';
import {
  Http, Issuer, JwtGateway, Mesh, Peer, TlsCertificate, Workload, ZeroTrustNamespace,
} from 'cdk8s-istio-zero-trust';
import { Construct } from 'constructs';

/** The one way in: the product page is for signed-in readers, what makes it pretty is for everybody. */
export class Edge extends Chart {
  constructor(scope: Construct, id: string, { mesh, productpage }: { mesh: Mesh; productpage: Workload }) {
    super(scope, id);
    const ingress = new ZeroTrustNamespace(this, 'ingress', { mesh });
    const edge = new JwtGateway(ingress, 'bookinfo', {
      hosts: ['bookinfo.example'],
      certificate: TlsCertificate.fromSecretName('bookinfo-tls'),
      issuers: [Issuer.of('https://idp.example/', { jwksUri: 'https://idp.example/keys', audiences: ['bookinfo'] })],
    });
    edge.route('/productpage', productpage);
    edge.route('/api/v1/products', productpage);
    edge.route('/static', productpage);

    edge.allow(edge.user(), Http.get('/productpage'));
    edge.allow(edge.user(), Http.get('/api/v1/products/*'));
    edge.allow(Peer.anyone({ reason: 'style sheets and pictures are the same for everybody' }), Http.get('/static/*'));
  }
}
