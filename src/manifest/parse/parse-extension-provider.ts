import type { ObjectReader } from './object-reader';
import type { ExtensionProvider } from '../../model/mesh';

const PROVIDER_NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

const HTTP_STATUS = /^[1-5][0-9]{2}$/;

/** One of `extensionProviders`, with what makes it unusable for CUSTOM policies (istio-semantics 1.19). */
export function parseExtensionProvider(provider: ObjectReader, names: readonly string[]): ExtensionProvider {
  const name = provider.requiredText('name');
  const http = provider.object('envoyExtAuthzHttp');
  const grpc = provider.object('envoyExtAuthzGrpc');
  const fault = nameFault(name, names) ?? httpFault(http) ?? settingsFault(http ?? grpc);
  return {
    name,
    kind: http !== undefined ? 'http' : grpc !== undefined ? 'grpc' : 'other',
    ...fault === undefined ? {} : { fault },
    setsHeaders: (http?.texts('headersToUpstreamOnAllow') ?? []).map((header) => header.toLowerCase()),
    at: provider.place.at,
  };
}

function nameFault(name: string, names: readonly string[]): string | undefined {
  if (!PROVIDER_NAME.test(name)) return `the name ${JSON.stringify(name)} is not made of lower-case letters, digits and inner hyphens, 63 at most`;
  return names.filter((other) => other === name).length > 1 ? `the name ${name} is given to several extension providers` : undefined;
}

function settingsFault(authorizer: ObjectReader | undefined): string | undefined {
  if (authorizer === undefined) return undefined;
  const port = authorizer.value('port');
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) return `port must be a number from 1 to 65535, not ${JSON.stringify(port)}`;
  if ((authorizer.text('service') ?? '') === '') return 'service is missing';
  const status = authorizer.text('statusOnError') ?? '200';
  return HTTP_STATUS.test(status) ? undefined : `statusOnError must be an HTTP status, not ${JSON.stringify(status)}`;
}

const HEADER_LISTS = [
  'includeRequestHeadersInCheck', 'includeHeadersInCheck', 'headersToUpstreamOnAllow', 'headersToDownstreamOnDeny', 'headersToDownstreamOnAllow',
];

function httpFault(http: ObjectReader | undefined): string | undefined {
  const prefix = http?.text('pathPrefix') ?? '';
  if (prefix !== '' && !prefix.startsWith('/')) return `pathPrefix must start with "/", not ${JSON.stringify(prefix)}`;
  const list = HEADER_LISTS.find((key) => http?.texts(key).includes('*'));
  return list === undefined ? undefined : `${list} holds a lone "*"`;
}
