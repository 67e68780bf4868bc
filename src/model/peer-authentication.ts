/** Whether a server takes mutual TLS only, plaintext as well, or plaintext only. `UNSET` is never written: ztunnel reads it as open. */
export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** How the pods of one workload are connected to, in words that inherit nothing. */
export interface PeerAuthentication {
  readonly labels: Readonly<Record<string, string>>;
  readonly mode: MtlsMode;
  /** Container ports with a mode of their own. */
  readonly ports: readonly MtlsPort[];
}

export interface MtlsPort {
  readonly containerPort: number;
  readonly mode: MtlsMode;
}
