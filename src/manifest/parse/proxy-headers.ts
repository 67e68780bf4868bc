import type { ObjectReader } from './object-reader';

/** With these, and by default, gateways remove the header that tells of client certificates where none was shown. */
const REMOVING = ['UNDEFINED', 'SANITIZE', 'SANITIZE_SET'];
/** Parts of `proxyHeaders` that are about responses, about headers to the application, or about telemetry. */
const HARMLESS = ['attemptCount', 'envoyDebugHeaders', 'metadataExchangeHeaders', 'preserveHttp1HeaderCase', 'server'];

/** The headers which a ProxyConfig makes proxies set or keep otherwise than by default. */
export function configuredHeaders(proxyConfig: ObjectReader | undefined): readonly string[] {
  const forwarding = proxyConfig?.object('gatewayTopology')?.text('forwardClientCertDetails') ?? 'UNDEFINED';
  const configured = (proxyConfig?.object('proxyHeaders')?.keys() ?? []).filter((key) => !HARMLESS.includes(key));
  if (configured.length > 0) return ['x-forwarded-client-cert', 'x-request-id'];
  return REMOVING.includes(forwarding) ? [] : ['x-forwarded-client-cert'];
}
