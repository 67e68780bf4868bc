import { NonEmpty } from '../non-empty';
import { Provenance, Read } from './provenance';
import { Labels } from './workload';

/** What an AuthorizationPolicy or RequestAuthentication says it is for, word by word. */
export interface PolicyAttachment {
  /** Absent: there is no `selector`. `{}`: it is there without labels, which Istio's planes read differently. */
  readonly selector?: Labels;
  readonly targetRefs: readonly PolicyTargetRef[];
}

export interface PolicyTargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** What every object has that Istio orders or names. */
export interface ObjectHeader {
  readonly namespace: string;
  readonly name: string;
  /** RFC 3339; objects without one count as younger than those with one. */
  readonly creationTimestamp?: string;
  readonly at: Provenance;
}

/** The values of one field as they were written; how they match depends on who enforces them. */
export interface TextMatch {
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

export type SourceField = 'principals' | 'requestPrincipals' | 'namespaces' | 'serviceAccounts' | 'ipBlocks' | 'remoteIpBlocks' | 'trustDomains';
export type OperationField = 'hosts' | 'ports' | 'methods' | 'paths';

/** A source or operation: the fields that are there. Without any it matches everything. */
export type WrittenSource = Readonly<Partial<Record<SourceField, TextMatch>>>;
export type WrittenOperation = Readonly<Partial<Record<OperationField, TextMatch>>>;

export interface WrittenCondition {
  readonly key: string;
  readonly match: TextMatch;
}

/** A rule as it was written. An absent or empty list of alternatives means any. */
export interface WrittenRule {
  readonly from: readonly WrittenSource[];
  readonly to: readonly WrittenOperation[];
  readonly when: readonly WrittenCondition[];
  readonly at: Provenance;
}

/** An AuthorizationPolicy as it was written. */
export interface WrittenPolicy extends ObjectHeader {
  readonly action: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';
  readonly provider?: string;
  readonly attachment: PolicyAttachment;
  /** `nothing`: there is no rule. A rule that could not be read stands in its place. */
  readonly rules: 'nothing' | NonEmpty<Read<WrittenRule>>;
  readonly isDryRun: boolean;
}

export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'UNSET';

/** A PeerAuthentication as it was written. */
export interface WrittenPeerAuthentication extends ObjectHeader {
  readonly selector?: Labels;
  readonly mode: MtlsMode;
  readonly portModes: ReadonlyMap<number, MtlsMode>;
}

/** Where a token is looked for. */
export type TokenPlace =
  | { readonly kind: 'header'; readonly name: string; readonly prefix: string }
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string };

export interface JwtRule {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Istio's defaults are written out. */
  readonly places: NonEmpty<TokenPlace>;
  readonly spaceDelimitedClaims: readonly string[];
  /** Without it, the header or parameter that carried a valid token is gone before any AuthorizationPolicy looks. */
  readonly forwardsToken: boolean;
  /** A header, in lower case, that is set to the payload; what the client sent under that name is removed. */
  readonly payloadHeader?: string;
  /** Headers, in lower case, that are set to a claim (nested with `.`); what the client sent under that name is removed. */
  readonly claimHeaders: readonly { readonly header: string; readonly claim: string }[];
  readonly at: Provenance;
}

/** A RequestAuthentication as it was written. */
export interface WrittenRequestAuthentication extends ObjectHeader {
  readonly attachment: PolicyAttachment;
  readonly rules: readonly Read<JwtRule>[];
}
