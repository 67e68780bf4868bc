/** The Istio minor versions this library knows, oldest first. The newest is the one its CRDs are taken from. */
export const ISTIO_MINORS = ['1.28', '1.29', '1.30', '1.31'] as const;
export type IstioMinor = (typeof ISTIO_MINORS)[number];

/** A part of Istio's API that not every known version has. */
export interface Feature {
  /** What it is called in Istio's reference. */
  readonly name: string;
  readonly since: IstioMinor;
}

/** Older versions prune these source fields: an ALLOW rule becomes wider, and a DENY rule narrower, than it reads. */
export const SOURCE_TRUST_DOMAINS: Feature = Object.freeze({ name: 'source.trustDomains of AuthorizationPolicy', since: '1.30' });
export const TRAFFIC_EXTENSION: Feature = Object.freeze({ name: 'kind TrafficExtension', since: '1.30' });

export function isAvailable(feature: Feature, version: IstioMinor): boolean {
  return ISTIO_MINORS.indexOf(version) >= ISTIO_MINORS.indexOf(feature.since);
}
