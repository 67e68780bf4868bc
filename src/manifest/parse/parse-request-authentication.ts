import { ObjectReader } from './object-reader';
import { parseAttachment } from './parse-attachment';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import type { Place } from './place';
import { noteRefusedAttachment, noteRefusedJwtRule } from './refused-policies';
import { isNonEmpty, type NonEmpty } from '../../model';
import type { JwtRule, TokenPlace, WrittenRequestAuthentication } from '../../model/mesh';

/** Where Envoy looks when a rule says nothing (istio-semantics 4.3). */
const DEFAULT_PLACES: NonEmpty<TokenPlace> = [
  { kind: 'header', name: 'authorization', prefix: 'Bearer ' },
  { kind: 'param', name: 'access_token' },
];

export function parseRequestAuthentication(object: ObjectReader, metadata: ParsedMetadata): WrittenRequestAuthentication {
  const spec = specOf(object);
  const policy = {
    ...headerOf(metadata),
    attachment: parseAttachment(spec),
    rules: spec.items('jwtRules').map((item) => item.place.readApart((place) => parseJwtRule(place, item.value))),
  };
  spec.finish();
  noteRefusedAttachment(spec, policy.attachment);
  return policy;
}

function parseJwtRule(place: Place, value: unknown): JwtRule {
  const rule = ObjectReader.of(place, value);
  const payloadHeader = rule.text('outputPayloadToHeader');
  // Whether keys can be had is no matter of the policy: a request says of each of its tokens whether it is valid.
  rule.skip('jwks', 'jwksUri', 'jwks_uri', 'timeout');
  const written: JwtRule = {
    issuer: rule.text('issuer') ?? '',
    audiences: rule.texts('audiences'),
    places: parsePlaces(rule),
    spaceDelimitedClaims: rule.texts('spaceDelimitedClaims'),
    forwardsToken: rule.flag('forwardOriginalToken') ?? false,
    ...payloadHeader === undefined ? {} : { payloadHeader: payloadHeader.toLowerCase() },
    claimHeaders: rule.objects('outputClaimToHeaders').map(parseClaimHeader),
    at: place.at,
  };
  rule.finish();
  noteRefusedJwtRule(rule, written);
  return written;
}

function parseClaimHeader(output: ObjectReader): JwtRule['claimHeaders'][number] {
  const claimHeader = { header: output.requiredText('header').toLowerCase(), claim: output.requiredText('claim') };
  output.finish();
  return claimHeader;
}

function parsePlaces(rule: ObjectReader): NonEmpty<TokenPlace> {
  const places: readonly TokenPlace[] = [
    ...rule.objects('fromHeaders').map(parseHeaderPlace),
    ...rule.texts('fromParams').map((name) => ({ kind: 'param' as const, name })),
    ...rule.texts('fromCookies').map((name) => ({ kind: 'cookie' as const, name })),
  ];
  return isNonEmpty(places) ? places : DEFAULT_PLACES;
}

function parseHeaderPlace(header: ObjectReader): TokenPlace {
  const place = { kind: 'header' as const, name: header.requiredText('name').toLowerCase(), prefix: header.text('prefix') ?? '' };
  header.finish();
  return place;
}
