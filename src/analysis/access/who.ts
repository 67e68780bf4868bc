import { Way } from './access-target';
import { addressesOf, NamedAddress } from './address';
import { Alternative } from './demand';
import { anyIdentity, exceptionsOf, identitiesOf, IdentityScope, NamedIdentity } from './identity';
import { NamedUser, refusesTokens, usersOf } from './user';
import { Mesh, Token } from '../../model/mesh';

/** Somebody who calls, in words and as the request has it. */
export interface Who {
  readonly text: string;
  /** Absent in plaintext, and of clients at a gateway. */
  readonly principal?: string;
  readonly ip: string;
  readonly xForwardedFor: readonly string[];
  readonly tokens: readonly Token[];
  /** Whether a rule names them. */
  readonly isNamed: boolean;
}

export interface WhoScope {
  readonly mesh: Mesh;
  readonly way: Way;
  readonly policyNamespace: string;
  /** An address that no rule is about. */
  readonly unnamedAddress: string;
  /** The target's own waypoints, which are on the way and no callers. */
  readonly waypoints: readonly string[];
}

/** The callers that an alternative is about. Where it asks for no certificate, plaintext comes first: what is open to it is open to all. */
export function whoIsMeant(alternative: Alternative, scope: WhoScope): readonly Who[] {
  const identities = identitiesOf(alternative, identityScope(scope));
  const certificates: readonly (NamedIdentity | undefined)[] = identities ?? unnamedCallers(scope);
  const addresses = addressesOf(alternative, scope.unnamedAddress, scope.way.kind === 'gateway');
  const users = usersOf(scope.mesh, alternative) ?? [undefined];
  const except = identities === undefined ? exceptionsOf(alternative, identityScope(scope)) : '';
  return certificates.flatMap((certificate) => addresses.flatMap((address) => users.map((user): Who => ({
    text: wording({ certificate, address, user, except, isNamed: identities !== undefined, isTokenless: refusesTokens(alternative) }),
    ...certificate === undefined ? {} : { principal: certificate.principal },
    ip: address.ip,
    xForwardedFor: address.xForwardedFor,
    tokens: user === undefined ? [] : [user.token],
    isNamed: identities !== undefined || address.isNamed,
  }))));
}

function identityScope({ mesh, policyNamespace, waypoints }: WhoScope): IdentityScope {
  return { configuration: mesh.configuration, policyNamespace, waypoints };
}

/** ztunnel brings nobody to a waypoint without a certificate, and clients bring none to a gateway. */
function unnamedCallers(scope: WhoScope): readonly (NamedIdentity | undefined)[] {
  if (scope.way.kind === 'gateway') return [undefined];
  const identity = anyIdentity(identityScope(scope));
  return scope.way.kind === 'through-waypoint' ? [identity] : [undefined, identity];
}

interface Wording {
  readonly certificate: NamedIdentity | undefined;
  readonly address: NamedAddress;
  readonly user: NamedUser | undefined;
  readonly except: string;
  readonly isNamed: boolean;
  readonly isTokenless: boolean;
}

function wording({ certificate, address, user, except, isNamed, isTokenless }: Wording): string {
  const holder = isNamed && certificate !== undefined ? certificate.text : undefined;
  const who = user?.text ?? holder ?? (address.text === '' ? certificate?.text ?? 'anyone' : address.text);
  const through = user !== undefined && holder !== undefined ? ` through ${holder}` : '';
  const at = address.text !== '' && who !== address.text ? (address.xForwardedFor.length > 0 ? ` for ${address.text}` : ` at ${address.text}`) : '';
  const but = except === '' ? '' : ` but ${except}`;
  return `${who}${through}${at}${but}${isTokenless ? ' without a token' : ''}`;
}
