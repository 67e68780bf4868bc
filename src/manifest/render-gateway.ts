import {
  GatewaySpec, GatewaySpecInfrastructure, GatewaySpecListeners, GatewaySpecListenersAllowedRoutesNamespacesFrom, GatewaySpecListenersTlsMode,
  ReferenceGrantSpec,
} from '../../imports/gateway.networking.k8s.io';

const GROUP = 'gateway.networking.k8s.io';

/** An ingress gateway that terminates TLS. */
export interface IngressGateway {
  /** One listener with TLS for each host, by its name. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly httpsPort: number;
  readonly certificate: { readonly secret: string; readonly namespace?: string };
  /** The listener for plain HTTP, when there is one. */
  readonly plain?: { readonly listener: string; readonly port: number };
  /** What Istio lays over the proxies' Deployment. */
  readonly parametersRef: GatewaySpecInfrastructure['parametersRef'];
  /** How many proxies in front of it append to `X-Forwarded-For`. */
  readonly trustedProxies?: number;
}

export function renderGateway(gateway: IngressGateway): GatewaySpec {
  const secure = [...gateway.hosts].map(([name, hostname]) => renderSecure(name, hostname, gateway));
  const { plain } = gateway;
  return {
    gatewayClassName: 'istio',
    infrastructure: renderInfrastructure(gateway),
    listeners: [...secure, ...(plain === undefined ? [] : [{ name: plain.listener, port: plain.port, protocol: 'HTTP', allowedRoutes }])],
  };
}

/** Routes of the gateway's own namespace, and those that read requests: anything else would pass the policies by. */
const allowedRoutes = {
  namespaces: { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME },
  kinds: [{ group: GROUP, kind: 'HTTPRoute' }],
};

function renderSecure(name: string, hostname: string, { httpsPort, certificate }: IngressGateway): GatewaySpecListeners {
  const reference = { name: certificate.secret, ...(certificate.namespace === undefined ? {} : { namespace: certificate.namespace }) };
  const tls = { mode: GatewaySpecListenersTlsMode.TERMINATE, certificateRefs: [reference] };
  return { name, hostname, port: httpsPort, protocol: 'HTTPS', tls, allowedRoutes };
}

/** Istio copies annotations of the infrastructure to the gateway's pods, and reads the proxy's configuration there. */
function renderInfrastructure({ parametersRef, trustedProxies }: IngressGateway): GatewaySpecInfrastructure {
  const config = JSON.stringify({ gatewayTopology: { numTrustedProxies: trustedProxies } });
  return { parametersRef, ...(trustedProxies === undefined ? {} : { annotations: { 'proxy.istio.io/config': config } }) };
}

/** What a namespace lets objects of another one refer to. */
export interface ReferencePermit {
  readonly from: { readonly kind: 'HTTPRoute' | 'Gateway'; readonly namespace: string };
  readonly to: { readonly kind: 'Service' | 'Secret'; readonly name: string };
}

export function renderReferenceGrant({ from, to }: ReferencePermit): ReferenceGrantSpec {
  return { from: [{ group: GROUP, ...from }], to: [{ group: '', ...to }] };
}
