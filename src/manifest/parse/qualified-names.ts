import { isIP } from 'node:net';

/** Names without a dot are those of Services in the namespace of the object that says them. */
export function qualifiedHost(host: string, namespace: string): string {
  return host === '*' || host === '' || host.includes('.') || isIP(host) !== 0 ? host : `${host}.${namespace}.svc.cluster.local`;
}

/** `namespace/name`, `./name`, a bare name, or the old form `name.namespace.svc.cluster.local`. */
export function qualifiedGateway(name: string, namespace: string): string {
  if (name === 'mesh') return name;
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;
  if (name.includes('/')) return name;
  const [gateway, place = namespace] = name.split('.');
  return `${place}/${gateway}`;
}
