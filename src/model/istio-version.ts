/** The Istio minor versions this library knows, oldest first. The newest is the one its CRDs are taken from. */
export const ISTIO_MINORS = ['1.28', '1.29', '1.30', '1.31'] as const;
export type IstioMinor = (typeof ISTIO_MINORS)[number];

/** What exists only from some version on. */
export const FEATURES = {
  'source.trustDomains': { since: '1.30', title: 'the source field trustDomains' },
  'TrafficExtension': { since: '1.30', title: 'the kind TrafficExtension' },
  'ztunnel-dry-run': { since: '1.29', title: 'dry-run policies at ztunnel' },
} as const satisfies Record<string, { readonly since: IstioMinor; readonly title: string }>;
export type Feature = keyof typeof FEATURES;

export function isAvailable(feature: Feature, version: IstioMinor): boolean {
  return ISTIO_MINORS.indexOf(version) >= ISTIO_MINORS.indexOf(FEATURES[feature].since);
}
