import { MeshService, MeshWorkload } from '../../model/mesh';
import { Fact, known, missingFact } from '../truth/fact';
import { IpAddress, parseClientIp } from '../values/ip-match';

/** The one address that is meant, if that is certain. */
export function podAddress(addresses: readonly string[], supply = 'to.ip'): Fact<IpAddress> {
  const read = addresses.length === 1 ? parseClientIp(addresses[0]) : undefined;
  return read ? known(read) : missingFact('the address of the destination', supply);
}

/** The pod's address that is dialled; each of them when nobody says which. */
export function dialledAddresses({ addresses }: MeshWorkload, ip: string | undefined): readonly Fact<IpAddress>[] {
  const candidates = ip === undefined ? addresses : [ip];
  return candidates.length === 0 ? [podAddress([])] : candidates.map((address) => podAddress([address]));
}

/** What `destination.ip` is at a waypoint: the Service's address, or the pod's that is dialled (1.15). */
export function waypointDestination(service: MeshService | undefined, pod: MeshWorkload | undefined, ip: string | undefined): Fact<IpAddress> {
  if (service) return podAddress(service.addresses, 'the Service as it is in the cluster, with its clusterIP');
  return podAddress(ip === undefined ? pod?.addresses ?? [] : [ip]);
}

/** The address of the caller, of the family that the destination has when both are dual-stack. */
export function callerAddress(ip: string | undefined, addresses: readonly string[], destination: Fact<IpAddress>): Fact<IpAddress> {
  const all = (ip === undefined ? addresses : [ip]).flatMap((one) => {
    const read = parseClientIp(one);
    return read ? [read] : [];
  });
  const same = all.filter((one) => destination.kind === 'unknown' || one.length === destination.value.length);
  const candidates = all.length > 1 ? same : all;
  return candidates.length === 1 ? known(candidates[0]) : missingFact('the address of the caller', 'from.ip');
}
