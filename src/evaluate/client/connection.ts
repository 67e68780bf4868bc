import { Client, ruleFor } from './destination-rules';
import { calledHosts } from './host-names';
import { MergedRule } from './merge-rules';
import { TransportScope } from './way';
import { ClientTls, ClientTlsMode, DecidingPolicy, MissingFact, Read, TrafficPolicy } from '../../model/mesh';
import { missingReading } from '../truth/reading';

/** What a client's DestinationRule says about connections to one port of a host. */
export interface ConnectionSettings {
  /** Absent: auto mTLS (3.2). */
  readonly tls?: ClientTls;
  /** The mode of the host where its port has settings without TLS: it no longer holds, but endpoints are announced by it. */
  readonly overriddenMode?: ClientTlsMode;
  readonly isPassthrough: boolean;
  readonly unmodelled?: string;
  /** The rule selects its clients, which therefore may use Secrets. */
  readonly hasSelector: boolean;
  /** The DestinationRule, if it has a policy. */
  readonly source?: DecidingPolicy;
}

/** The settings that a client goes by; several when it is open which rule is for it, or which host of a ServiceEntry is called. */
export type SettingsChoice =
  | { readonly kind: 'known'; readonly all: readonly ConnectionSettings[] }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] };

export function connectionSettings({ mesh, request, service, calledPort }: TransportScope, client: Client): SettingsChoice {
  const choices = calledHosts(service!, request).map((host) => ruleFor(mesh, client, { namespace: service!.namespace, host }));
  const unreadable = choices.flatMap((choice) => (choice.kind === 'unreadable' ? choice.rules : []));
  if (unreadable.length > 0) return { kind: 'unknown', missing: unreadable.map(({ diagnostic }) => missingReading(diagnostic)) };
  const settings = choices.flatMap((choice) => (choice.kind === 'known' ? choice.rules : [])).map((rule) => settingsOf(rule, calledPort));
  const missing = settings.flatMap((one) => (one.kind === 'unreadable' ? [missingReading(one.diagnostic)] : unmodelled(one.value)));
  if (missing.length > 0) return { kind: 'unknown', missing };
  return { kind: 'known', all: settings.flatMap((one) => (one.kind === 'read' ? [one.value] : [])) };
}

function unmodelled({ unmodelled: setting, source }: ConnectionSettings): readonly MissingFact[] {
  return setting === undefined ? [] : [{ fact: `what ${setting} of the DestinationRule ${source?.name} does`, supply: 'at: a point that it does not change' }];
}

function settingsOf(rule: MergedRule | undefined, port: number): Read<ConnectionSettings> {
  const base = { isPassthrough: false, hasSelector: rule?.selector !== undefined };
  if (!rule) return { kind: 'read', value: base };
  if (rule.policy.kind === 'unreadable') return rule.policy;
  const { value: policy } = rule.policy;
  return { kind: 'read', value: policy ? { ...base, ...connectionTo(policy, port), source: rule.source } : base };
}

/** Settings of a port replace those of the host, and none is inherited (3.2). */
function connectionTo(policy: TrafficPolicy, port: number): Pick<ConnectionSettings, 'tls' | 'overriddenMode' | 'isPassthrough' | 'unmodelled'> {
  const { tls, isPassthrough } = policy.ports.get(port) ?? policy;
  return {
    ...tls ? { tls } : {},
    ...!tls && policy.tls ? { overriddenMode: policy.tls.mode } : {},
    isPassthrough,
    ...policy.unmodelled === undefined ? {} : { unmodelled: policy.unmodelled },
  };
}
