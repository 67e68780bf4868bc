import { ResolvedCaller } from './caller';
import { isRunning } from './capture';
import { Capture, Mesh, MeshRequest, MeshService, MeshWorkload, MissingFact } from '../../model/mesh';
import { Declared } from '../envoy/chain';
import { lowerCase } from '../values/string-dialects';

/** How a caller reaches a pod: with these certificates (undefined: plaintext), or it cannot be told. */
export type Transport =
  | { readonly kind: 'known'; readonly principals: readonly (string | undefined)[]; readonly question?: MissingFact }
  | { readonly kind: 'unknown'; readonly missing: MissingFact };

export interface TransportScope {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly caller: ResolvedCaller;
  readonly pod: MeshWorkload;
  readonly capture: Capture;
  /** Absent when the pod is addressed itself. */
  readonly service?: MeshService;
  readonly declared: Declared;
}

const TUNNEL = 'networking.istio.io/tunnel';

export function transportOf(scope: TransportScope): Transport {
  const { caller, capture } = scope;
  if (caller.principal === undefined || capture === 'none') return certain(undefined);
  if (caller.kind === 'sidecar') return fromSidecar(scope);
  if (caller.kind === 'ambient' && capture === 'sidecar') return fromZtunnelToSidecar(scope);
  return certain(caller.principal);
}

function certain(principal: string | undefined): Transport {
  return { kind: 'known', principals: [principal] };
}

/** Auto mTLS is for Services; a pod that is dialled by its address gets the bytes as they are (3.2). */
function fromSidecar({ mesh, request, caller, service, declared }: TransportScope): Transport {
  if (!service || !mesh.configuration.enableAutoMtls) return certain(undefined);
  const isByHost = request.http !== undefined && declared !== 'TCP';
  if (isByHost && !isNamed(service, lowerCase(request.http!.host), caller.namespace)) {
    const name = `${service.name}.${service.namespace}.svc.cluster.local`;
    return { kind: 'unknown', missing: { fact: `where the caller's sidecar sends requests for ${request.http!.host}`, supply: `http.host: ${name}` } };
  }
  return certain(caller.principal);
}

/** The names that a sidecar knows a Service by; the bare one only in its own namespace. */
function isNamed({ namespace, name }: MeshService, host: string, callerNamespace: string | undefined): boolean {
  const bare = host.replace(/:\d+$/, '');
  const full = `${name}.${namespace}`;
  return [full, `${full}.svc`, `${full}.svc.cluster.local`].includes(bare) || (bare === name && callerNamespace === namespace);
}

/** ztunnel speaks HBONE with sidecars that announce it, else plaintext; templates do not show whether injection will. */
function fromZtunnelToSidecar({ caller, pod }: TransportScope): Transport {
  if (pod.labels[TUNNEL] === 'http') return certain(caller.principal);
  if (isRunning(pod)) return certain(undefined);
  return { kind: 'known', principals: [caller.principal, undefined], question: { fact: 'whether the sidecar takes HBONE', supply: `the label ${TUNNEL} of the pods` } };
}
