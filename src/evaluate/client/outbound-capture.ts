import { Labels, MissingFact } from '../../model/mesh';
import { Fact } from '../truth/fact';
import { contains, IpAddress, parseIpBlock } from '../values/ip-match';

/** What is dialled. */
export interface Dialled {
  readonly port: number;
  readonly address: Fact<IpAddress>;
}

const PREFIX = 'traffic.sidecar.istio.io/';

/** Whether a connection goes through the sidecar of its caller at all, by the annotations of the pod (5.2). */
export function isCaptured(annotations: Labels, { port, address }: Dialled): Fact<boolean> {
  const listed = (name: string) => list(annotations[`${PREFIX}${name}`]);
  if (listed('excludeOutboundPorts').includes(String(port))) return { kind: 'known', value: false };
  if (listed('includeOutboundPorts').includes(String(port))) return { kind: 'known', value: true };
  const included = annotations[`${PREFIX}includeOutboundIPRanges`];
  const [wanted, excluded] = [included === undefined || included.trim() === '*' ? undefined : list(included), listed('excludeOutboundIPRanges')];
  if (wanted === undefined && excluded.length === 0) return { kind: 'known', value: true };
  if (address.kind === 'unknown') return { kind: 'unknown', missing: missing(address.missing) };
  return { kind: 'known', value: (wanted === undefined || isIn(wanted, address.value)) && !isIn(excluded, address.value) };
}

function missing({ fact, supply }: MissingFact): MissingFact {
  return { fact: `whether the caller's sidecar captures the connection, for which it takes ${fact}`, supply };
}

function isIn(blocks: readonly string[], address: IpAddress): boolean {
  return blocks.some((text) => {
    const block = parseIpBlock(text);
    return block !== undefined && contains(block, address);
  });
}

function list(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
}
