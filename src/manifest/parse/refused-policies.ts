import type { ObjectReader } from './object-reader';
import type { ParsedMetadata } from './parse-header';
import type { Place } from './place';
import type { JwtRule, Labels, PolicyAttachment, PolicyTargetRef, WrittenPeerAuthentication, WrittenPolicy, WrittenRule } from '../../model/mesh';

const GO_BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
const DRY_RUN = 'istio.io/dry-run';
const TARGETS = new Set([
  '/Service', 'core/Service', 'networking.istio.io/ServiceEntry', 'gateway.networking.k8s.io/Gateway', 'gateway.networking.k8s.io/GatewayClass',
]);
const MOST = { targetRefs: 16, rules: 512, sources: 512, spaceDelimitedClaims: 64, label: 63 };
const IDENTITIES = ['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'trustDomains'] as const;
const IDENTITY_KEY = /^(?:source\.(?:namespace|serviceAccount|trustDomain|principal)$|request\.auth\.)/;
const CLAIM_HEADER = /^[-_A-Za-z0-9]+$/;

/**
 * Says what istiod's webhook would refuse, though it can be read. What is answered holds where the object is in the cluster
 * all the same: put there while the webhook was away, or by an older version.
 */
export function noteRefused(place: Place, fault: string | undefined): void {
  if (fault !== undefined) place.note('refused-by-istiod', `istiod refuses this: ${fault}`);
}

/** Section 9.1, but for what stands within rules. */
export function noteRefusedPolicy(spec: ObjectReader, policy: WrittenPolicy, { annotations }: ParsedMetadata): void {
  const { action, provider, rules } = policy;
  const isEmpty = rules === 'nothing';
  if (isEmpty && action !== 'ALLOW' && action !== 'AUDIT') noteRefused(spec.place, `action ${action} has to have rules`);
  if (action === 'CUSTOM' && !provider) noteRefused(spec.place, 'action CUSTOM has to name a provider');
  if (action !== 'CUSTOM' && provider !== undefined) noteRefused(spec.place.child('provider'), 'only action CUSTOM has a provider');
  if (!isEmpty && rules.length > MOST.rules) noteRefused(spec.place.child('rules'), `there are ${rules.length} rules; up to ${MOST.rules} are allowed`);
  const dryRun = Object.hasOwn(annotations, DRY_RUN) ? annotations[DRY_RUN] : undefined;
  if (dryRun !== undefined && !GO_BOOLEAN.test(dryRun)) noteRefused(spec.place, `the annotation ${DRY_RUN} is neither true nor false`);
  if (dryRun !== undefined && (action === 'AUDIT' || action === 'CUSTOM')) noteRefused(spec.place, `action ${action} has no dry run`);
  if (!isEmpty && rules.some((rule) => rule.kind === 'read' && rule.value.from.length > MOST.sources)) {
    noteRefused(spec.place.child('rules'), `a rule has up to ${MOST.sources} sources`);
  }
  noteRefusedAttachment(spec, policy.attachment);
  if (action === 'CUSTOM' && !isEmpty && rules.some((rule) => rule.kind === 'read' && asksIdentity(rule.value))) {
    noteRefused(spec.place.child('rules'), 'action CUSTOM must not go by identities or tokens');
  }
}

function asksIdentity({ from, when }: WrittenRule): boolean {
  return from.some((source) => IDENTITIES.some((field) => source[field] !== undefined)) || when.some(({ key }) => IDENTITY_KEY.test(key));
}

export function noteRefusedAttachment(spec: ObjectReader, { selector, targetRefs }: PolicyAttachment): void {
  const given = ['selector', 'targetRef', 'targetRefs'].filter((key) => spec.value(key) !== undefined);
  if (given.length > 1) noteRefused(spec.place, `only one of ${given.join(', ')} may be there`);
  if (targetRefs.length > MOST.targetRefs) noteRefused(spec.place.child('targetRefs'), `there are ${targetRefs.length} targets; up to ${MOST.targetRefs} are allowed`);
  noteRefusedLabels(spec.place, selector);
  noteRefused(spec.place, targetRefs.map(refusedTarget).find((fault) => fault !== undefined));
}

function refusedTarget({ group, kind, name, namespace }: PolicyTargetRef): string | undefined {
  if (name === '') return 'a target has a name';
  if (namespace !== undefined && namespace !== '') return 'a target is in the namespace of the policy, and says none';
  return TARGETS.has(`${group}/${kind}`) ? undefined : `${kind} of the group ${JSON.stringify(group)} is no target of policies`;
}

function noteRefusedLabels(place: Place, selector: Labels | undefined): void {
  const wrong = Object.entries(selector ?? {}).find(([key, value]) => key === '' || key.includes('*') || value.includes('*') || value.length > MOST.label);
  if (wrong !== undefined) noteRefused(place.child('selector'), `${JSON.stringify(wrong.join('='))} is no label`);
}

/** Section 9.3. */
export function noteRefusedPeerAuthentication(spec: ObjectReader, { selector, portModes }: WrittenPeerAuthentication): void {
  noteRefusedLabels(spec.place, selector);
  const ports = spec.place.child('portLevelMtls');
  if (spec.value('portLevelMtls') === undefined) return;
  if (portModes.size === 0) noteRefused(ports, 'portLevelMtls has ports');
  if (Object.keys(selector ?? {}).length === 0) noteRefused(ports, 'portLevelMtls is for workloads that a selector names');
  if ([...portModes.keys()].some((port) => port < 1 || port > 65535)) noteRefused(ports, 'a port is a number from 1 to 65535');
}

/** Section 9.2. */
export function noteRefusedJwtRule(rule: ObjectReader, { issuer, audiences, places, claimHeaders, spaceDelimitedClaims }: JwtRule): void {
  const keys = ['jwks', 'jwksUri', 'jwks_uri'].filter((key) => rule.value(key) !== undefined);
  if (keys.length > 1) noteRefused(rule.place, `only one of ${keys.join(', ')} may be there`);
  if (issuer === '' && !keys.includes('jwksUri') && !keys.includes('jwks_uri')) noteRefused(rule.place, 'issuer or jwksUri has to be there');
  if (audiences.includes('')) noteRefused(rule.place.child('audiences'), 'a value must not be empty');
  if (places.some(({ name }) => name === '')) noteRefused(rule.place, 'the name of a header, parameter or cookie must not be empty');
  if (claimHeaders.some(({ header, claim }) => !CLAIM_HEADER.test(header) || claim === '')) noteRefused(rule.place.child('outputClaimToHeaders'), 'it has a header and a claim');
  if (spaceDelimitedClaims.includes('') || spaceDelimitedClaims.length > MOST.spaceDelimitedClaims) {
    noteRefused(rule.place.child('spaceDelimitedClaims'), `there are up to ${MOST.spaceDelimitedClaims} claims, none of them empty`);
  }
}
