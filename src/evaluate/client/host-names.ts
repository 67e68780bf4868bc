import { MeshRequest, MeshService } from '../../model/mesh';
import { isEntry } from '../mesh/service-endpoints';
import { parseClientIp } from '../values/ip-match';
import { lowerCase } from '../values/string-dialects';

/** The domain that Istio gives to Kubernetes Services. */
const CLUSTER_DOMAIN = 'svc.cluster.local';

interface NamedService {
  readonly namespace: string;
  readonly name: string;
}

export function hostOfService({ namespace, name }: NamedService): string {
  return `${name}.${namespace}.${CLUSTER_DOMAIN}`;
}

/** A name without a dot is a Service of the namespace that it is written in (3.2). */
export function fullHost(host: string, namespace: string): string {
  const isFull = host === '*' || host.includes('.') || parseClientIp(host) !== undefined;
  return isFull ? host : hostOfService({ namespace, name: host });
}

export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Whether a host is one of those that a pattern covers: itself, or all that end like a wildcard. */
export function covers(pattern: string, host: string): boolean {
  if (!isWildcard(pattern)) return pattern === host;
  return isWildcard(host) ? host.length >= pattern.length && host.slice(1).endsWith(pattern.slice(1)) : host.endsWith(pattern.slice(1));
}

/** Of the patterns that cover a host: itself, else the longest wildcard, and of two of one length the first by name. */
export function mostSpecific(patterns: Iterable<string>, host: string): string | undefined {
  const covering = [...new Set(patterns)].filter((pattern) => covers(pattern, host));
  return covering.includes(host) ? host : covering.sort(bySpecificity)[0];
}

function bySpecificity(one: string, other: string): number {
  return other.length - one.length || (one < other ? -1 : 1);
}

/** The hosts that Istio knows a Service by. */
export function hostsOf(service: MeshService): readonly string[] {
  return isEntry(service) ? service.hosts : [hostOfService(service)];
}

/** Those of them that a request may be for. */
export function calledHosts(service: MeshService, { http }: MeshRequest): readonly string[] {
  const hosts = hostsOf(service);
  const named = http && mostSpecific(hosts, bareHost(http.host));
  return named === undefined ? hosts : [named];
}

/** The names that a sidecar knows a Service by; the bare one only in its own namespace. */
export function isNamed(service: MeshService, host: string, callerNamespace: string | undefined): boolean {
  const bare = bareHost(host);
  if (isEntry(service)) return service.hosts.some((one) => covers(one, bare));
  const { namespace, name } = service;
  const full = `${name}.${namespace}`;
  return [full, `${full}.svc`, `${full}.${CLUSTER_DOMAIN}`].includes(bare) || (bare === name && callerNamespace === namespace);
}

/** Without the port, and in lower case. */
export function bareHost(host: string): string {
  return lowerCase(host).replace(/:\d+$/, '');
}
