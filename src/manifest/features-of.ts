import { Feature, SOURCE_TRUST_DOMAINS, TRAFFIC_EXTENSION } from '../model';

const TRUST_DOMAIN_NAMES: ReadonlySet<string> = new Set(['trustDomains', 'notTrustDomains']);
const TRUST_DOMAIN_KEY = 'source.trustDomain';

/** The parts of Istio's API that a manifest uses and that not every known version has. */
export function featuresOf(manifest: unknown): readonly Feature[] {
  if (!isObject(manifest)) {
    return [];
  }
  if (manifest.kind === 'TrafficExtension') {
    return [TRAFFIC_EXTENSION];
  }
  return manifest.kind === 'AuthorizationPolicy' && namesTrustDomains(manifest.spec) ? [SOURCE_TRUST_DOMAINS] : [];
}

/** Looks everywhere in a spec, since the two names occur nowhere else in it. */
function namesTrustDomains(part: unknown): boolean {
  if (Array.isArray(part)) {
    return part.some(namesTrustDomains);
  }
  return isObject(part) && Object.entries(part).some(([name, value]) => (
    TRUST_DOMAIN_NAMES.has(name) || (name === 'key' && value === TRUST_DOMAIN_KEY) || namesTrustDomains(value)
  ));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
