import { about, Alternative, matchOf } from './demand';
import { ANYTHING } from './sample';
import { meshTrustDomains } from '../../evaluate/values/trust-domain';
import { MeshConfiguration } from '../../model/mesh';

/** Somebody with a certificate, in words and as the SPIFFE identity that stands for it. */
export interface NamedIdentity {
  readonly text: string;
  readonly principal: string;
}

export interface IdentityScope {
  readonly configuration: MeshConfiguration;
  readonly policyNamespace: string;
  /** Identities that need no mention among exceptions. */
  readonly waypoints: readonly string[];
}

/** From the one who is told exactly to the many. */
const READERS = [
  { kind: 'source.principal', read: ofPrincipal },
  { kind: 'source.serviceAccount', read: ofServiceAccount },
  { kind: 'source.namespace', read: ofNamespace },
  { kind: 'source.trustDomain', read: ofTrustDomain },
] as const;

/** The identities that an alternative names; undefined: it asks for none. */
export function identitiesOf(alternative: Alternative, scope: IdentityScope): readonly NamedIdentity[] | undefined {
  const named = READERS.find(({ kind }) => matchOf(alternative, kind).values.length > 0);
  if (named === undefined) return undefined;
  const except = exceptionsOf(alternative, scope);
  return matchOf(alternative, named.kind).values.map((value) => {
    const identity = named.read(value, scope);
    return except === '' ? identity : { ...identity, text: `${identity.text} but ${except}` };
  });
}

/** Whoever is named by nobody. */
export function anyIdentity({ configuration }: IdentityScope): NamedIdentity {
  return { text: 'any identity', principal: identity(configuration.trustDomain, ANYTHING, ANYTHING) };
}

/** Whom the negated fields leave out. */
export function exceptionsOf(alternative: Alternative, scope: IdentityScope): string {
  return READERS
    .flatMap(({ kind, read }) => about(alternative, kind).flatMap(({ match }) => match.notValues.map((value) => read(value, scope))))
    .filter(({ principal }) => !scope.waypoints.includes(principal))
    .map(({ text }) => text)
    .join(', ');
}

const identity = (trustDomain: string, namespace: string, account: string): string => `${trustDomain}/ns/${namespace}/sa/${account}`;

function ofPrincipal(value: string, scope: IdentityScope): NamedIdentity {
  if (value === '*') return anyIdentity(scope);
  const [, trustDomain, namespace, account] = /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value) ?? [];
  if (account !== undefined) return { text: `${namespace}/${account}`, principal: identity(ownTrustDomain(trustDomain, scope), namespace, account) };
  const [, domain] = /^([^/*]+)\/\*$/.exec(value) ?? [];
  return { text: domain === undefined ? `identities ${value}` : `any identity of ${domain}`, principal: completed(value, scope) };
}

/** A pattern, with its star filled to the form of an identity. */
function completed(value: string, { configuration }: IdentityScope): string {
  const form = [configuration.trustDomain, 'ns', ANYTHING, 'sa', ANYTHING];
  if (value.startsWith('*')) {
    const parts = value.slice(1).split('/');
    const kept = parts[0] === '' ? parts.slice(1) : [`${form[form.length - parts.length]}${parts[0]}`, ...parts.slice(1)];
    return [...form.slice(0, form.length - kept.length), ...kept].join('/');
  }
  const parts = value.replace(/\*$/, '').split('/');
  const last = parts[parts.length - 1];
  const filled = last === '' || parts.length % 2 === 0 ? form[parts.length - 1] ?? ANYTHING : `${last}${ANYTHING}`;
  return [...parts.slice(0, -1), filled, ...form.slice(parts.length)].join('/');
}

function ofServiceAccount(value: string, { configuration, policyNamespace }: IdentityScope): NamedIdentity {
  const [namespace, account] = value.includes('/') ? value.split('/', 2) : [policyNamespace, value];
  return { text: `${namespace}/${account}`, principal: identity(configuration.trustDomain, namespace, account) };
}

function ofNamespace(value: string, { configuration }: IdentityScope): NamedIdentity {
  return { text: `${value}/*`, principal: identity(configuration.trustDomain, value.replaceAll('*', ANYTHING), ANYTHING) };
}

function ofTrustDomain(value: string, { configuration }: IdentityScope): NamedIdentity {
  const domain = value === '*' ? configuration.trustDomain : value.replaceAll('*', ANYTHING);
  return { text: `any identity of ${value}`, principal: identity(domain, ANYTHING, ANYTHING) };
}

/** `cluster.local` and the aliases stand for the mesh's own trust domain (1.17). */
function ownTrustDomain(trustDomain: string, { configuration }: IdentityScope): string {
  return trustDomain === 'cluster.local' || meshTrustDomains(configuration).includes(trustDomain) ? configuration.trustDomain : trustDomain;
}
