import { remembered } from './remembered';
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
  return ip === undefined ? eachOf(addresses) : [podAddress([ip])];
}

const eachOf = remembered((addresses: readonly string[]): readonly Fact<IpAddress>[] => (
  addresses.length === 0 ? [podAddress([])] : addresses.map((address) => podAddress([address]))
));

/** What `destination.ip` is at a waypoint: the Service's address, or the pod's that is dialled (1.15). */
export function waypointDestination(service: MeshService | undefined, pod: MeshWorkload | undefined, ip: string | undefined): Fact<IpAddress> {
  if (service) return podAddress(service.addresses, 'the Service as it is in the cluster, with its clusterIP');
  return podAddress(ip === undefined ? pod?.addresses ?? [] : [ip]);
}

/** The address of the caller, of the family that the destination has when both are dual-stack. */
export function callerAddress(ip: string | undefined, addresses: readonly string[], destination: Fact<IpAddress>): Fact<IpAddress> {
  if (ip === undefined && addresses.length === 0) return NO_CALLER_ADDRESS;
  const all = ip === undefined ? readOnce(addresses) : readAll([ip]);
  const candidates = all.length < 2 ? all : all.filter((one) => destination.kind === 'unknown' || one.length === destination.value.length);
  return candidates.length === 1 ? known(candidates[0]) : NO_CALLER_ADDRESS;
}

const NO_CALLER_ADDRESS = missingFact<IpAddress>('the address of the caller', 'from.ip');
const readOnce = remembered(readAll);

function readAll(addresses: readonly string[]): readonly IpAddress[] {
  return addresses.map(parseClientIp).filter((address) => address !== undefined);
}
