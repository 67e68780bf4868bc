import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { emitReferenceGrant } from './jwt-gateway-routes';
import { Gateway, HttpRoute } from '../../../imports/gateway.networking.k8s.io';
import { RequestAuthentication } from '../../../imports/security.istio.io';
import { GatewayTarget, HTTP_PORT, HTTPS_PORT } from '../../compile';
import { checkName } from '../../constructs/intent/text-checks';
import { Mesh } from '../../constructs/mesh/mesh';
import { MeshObject } from '../../constructs/object/mesh-object';
import { MeshNamespace } from '../../constructs/workload/mesh-namespace';
import { renderGateway } from '../../manifest/render-gateway';
import { renderHttpsRedirect } from '../../manifest/render-http-route';
import { renderRequestAuthentication } from '../../manifest/render-request-authentication';
import { misuse } from '../../problems';
import { parametersRef } from '../gateway/proxy-options';
import { revisionLabel } from '../gateway/revision-label';
import { TlsCertificate } from '../gateway/tls-certificate';

const PLAIN_LISTENER = 'http';

/** What the objects of a gateway are made of. */
export interface GatewayParts {
  readonly name: string;
  readonly namespaceName: string;
  readonly hosts: readonly string[];
  readonly certificate: TlsCertificate;
  readonly redirects: boolean;
  readonly trustedProxies?: number;
}

/** The names of the listeners with TLS, one for each host. */
export function listenersOf(hosts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(hosts.map((host, index) => [hosts.length === 1 ? 'https' : `https-${index + 1}`, host]));
}

/** Emits the Gateway, the redirect to https, and what lets the gateway read a certificate elsewhere. */
export function emitGateway(scope: Construct, parts: GatewayParts): MeshObject {
  const { name, namespaceName, hosts, certificate, trustedProxies } = parts;
  const secretNamespace = certificate.namespaceName === namespaceName ? undefined : certificate.namespaceName;
  if (secretNamespace !== undefined) {
    emitReferenceGrant(scope, { id: 'ReferenceGrant-certificate', gateway: parts, namespace: secretNamespace }, {
      from: { kind: 'Gateway', namespace: namespaceName }, to: { kind: 'Secret', name: certificate.secretName },
    });
  }
  if (parts.redirects) {
    emitRedirect(scope, parts);
  }
  return new MeshObject(scope, 'Gateway', {
    ...Gateway.GVK,
    metadata: { name, namespace: namespaceName, labels: revisionLabel(Mesh.of(scope)) },
    spec: () => renderGateway({
      hosts: listenersOf(hosts),
      httpsPort: HTTPS_PORT,
      parametersRef: parametersRef({ gateway: name }),
      certificate: { secret: certificate.secretName, ...(secretNamespace === undefined ? {} : { namespace: secretNamespace }) },
      ...(parts.redirects ? { plain: { listener: PLAIN_LISTENER, port: HTTP_PORT } } : {}),
      ...(trustedProxies === undefined ? {} : { trustedProxies }),
    }),
  });
}

function emitRedirect(scope: Construct, { name, namespaceName, hosts }: GatewayParts): void {
  new MeshObject(scope, 'Redirect', {
    ...HttpRoute.GVK,
    metadata: { name: `${name}-https-redirect`, namespace: namespaceName },
    spec: () => renderHttpsRedirect({ gateway: name, listeners: [PLAIN_LISTENER], hosts }),
  });
}

/** Emits the RequestAuthentication of all issuers for the gateway. */
export function emitAuthentication(scope: Construct, { name, namespace, issuers }: GatewayTarget): MeshObject {
  return new MeshObject(scope, 'RequestAuthentication', {
    ...RequestAuthentication.GVK,
    metadata: { name: `${name}-jwt`, namespace },
    spec: () => renderRequestAuthentication({ attachment: { kind: 'targets', refs: [{ kind: 'Gateway', name }] }, issuers }),
  });
}

/** The namespace that was named, or that of the MeshNamespace or Chart around the construct. */
export function namespaceAround(construct: Construct, named: string | undefined): string {
  const scopes = [...construct.node.scopes].reverse();
  const around = scopes.find((scope) => scope instanceof MeshNamespace)?.name
    ?? scopes.filter((scope) => Chart.isChart(scope)).map((chart) => chart.namespace).find((namespace) => namespace !== undefined);
  const namespace = named ?? around;
  if (namespace === undefined) {
    throw misuse('NO_NAMESPACE', { constructPath: construct.node.path }, { kind: 'JwtGateway' });
  }
  return checkName('namespace', namespace);
}
