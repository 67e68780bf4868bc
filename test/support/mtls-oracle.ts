/** A second opinion on PeerAuthentication: sections 3.1 and 3.4 of the reference, with the surprises of the code. */

type Mode = 'UNSET' | 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface PeerAuthenticationSpec {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly mtls?: { readonly mode?: Mode };
  readonly portLevelMtls?: Readonly<Record<string, { readonly mode?: Mode }>>;
}

/** The one PeerAuthentication of each level that wins. */
export interface Levels {
  readonly mesh?: PeerAuthenticationSpec;
  readonly namespace?: PeerAuthenticationSpec;
  readonly workload?: PeerAuthenticationSpec;
}

const modeOf = (spec: PeerAuthenticationSpec | undefined): Mode => spec?.mtls?.mode ?? 'UNSET';
const firstSet = (...modes: readonly Mode[]): Mode => modes.find((mode) => mode !== 'UNSET') ?? 'PERMISSIVE';

/** What a sidecar does on a port of its pod: 3.1. */
export function sidecarMode({ mesh, namespace, workload }: Levels, port: number): Mode {
  return firstSet(workload?.portLevelMtls?.[port]?.mode ?? 'UNSET', modeOf(workload), modeOf(namespace), modeOf(mesh));
}

/** Whether ztunnel lets plaintext through to a port: 3.4, with its rows a to c. */
export function ztunnelAcceptsPlaintext({ mesh, namespace, workload }: Levels, port: number): boolean {
  const inherited = firstSet(modeOf(namespace), modeOf(mesh));
  const ports = workload?.portLevelMtls ?? {};
  const own = modeOf(workload);
  const effective = firstSet(own, inherited);
  if (Object.keys(ports).length === 0) {
    return effective !== 'STRICT';
  }
  if (effective === 'STRICT') {
    return own === 'STRICT' ? isExempt(ports, port) : acceptsInherited({ namespace, mesh }, ports, port);
  }
  const isCompared = modeOf(namespace) !== 'UNSET' || modeOf(mesh) !== 'STRICT';
  return !(isCompared && ports[port]?.mode === 'STRICT');
}

const isExempt = (ports: NonNullable<PeerAuthenticationSpec['portLevelMtls']>, port: number): boolean => (
  ports[port]?.mode === 'PERMISSIVE' || ports[port]?.mode === 'DISABLE'
);

/** Rows a and b: without a mode of its own, the converted policy may be missing while the static one is gone. */
function acceptsInherited({ namespace }: Levels, ports: NonNullable<PeerAuthenticationSpec['portLevelMtls']>, port: number): boolean {
  const hasPermissive = Object.values(ports).some((one) => one.mode === 'PERMISSIVE');
  if (!hasPermissive) {
    return false;
  }
  return modeOf(namespace) === 'STRICT' ? isExempt(ports, port) : true;
}
