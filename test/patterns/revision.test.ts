import { Chart } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Issuer, JwtGateway, TlsCertificate, ZeroTrustNamespace } from '../../src';
import { find, manifestsOf } from '../support/cluster';
import { aShop, refusal, refusedCodes } from '../support/shop';

describe('the revision of a mesh', () => {
  test('deploys the proxies of waypoints and gateways', () => {
    const { app, shop } = aShop(DataPlane.AMBIENT, { mesh: { revision: 'stable' } });
    new AmbientWaypoint(shop, 'waypoint');
    const issuers = [Issuer.of('https://idp.example/', { jwksUri: 'https://idp.example/keys', audiences: ['shop'] })];
    new JwtGateway(shop, 'edge', { hosts: ['shop.example'], certificate: TlsCertificate.fromSecretName('tls'), issuers });
    const manifests = manifestsOf(app);

    expect(find(manifests, 'Gateway', 'shop/waypoint')?.metadata.labels).toHaveProperty(['istio.io/rev'], 'stable');
    expect(find(manifests, 'Gateway', 'shop/edge')?.metadata.labels).toHaveProperty(['istio.io/rev'], 'stable');
  });

  test('is not asked for where none is named', () => {
    const { app, shop } = aShop(DataPlane.AMBIENT);
    new AmbientWaypoint(shop, 'waypoint');

    expect(find(manifestsOf(app), 'Gateway', 'shop/waypoint')?.metadata.labels).toEqual({ 'istio.io/waypoint-for': 'service' });
  });

  test('is the only one that a policy can be labelled for, because others would not read it', () => {
    const { app, web, payments } = aShop(DataPlane.SIDECAR, { mesh: { revision: 'stable' } });
    payments.allowFrom(web);
    payments.policies[0].metadata.addLabel('istio.io/rev', 'canary');

    expect(refusal(app)).toContain('ZT-C088  shop/Default/payments/Allow: label istio.io/rev: canary cannot be given to AuthorizationPolicy payments-allow');
  });
});

test.each(['istio.io/dataplane-mode', 'istio-injection', 'istio.io/use-waypoint', 'sidecar.istio.io/inject'])(
  'a chart with the label %s cannot hold a namespace, because every object would get it',
  (label) => {
    const { app, mesh } = aShop(DataPlane.SIDECAR);
    new ZeroTrustNamespace(new Chart(app, 'others', { labels: { [label]: 'none' } }), 'orders', { mesh });

    expect(refusedCodes(app)).toEqual(['ZT-C088']);
  },
);
