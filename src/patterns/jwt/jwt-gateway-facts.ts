import { checkIssuers } from './issuer';
import { JwtGatewayProps, PlainHttp } from './jwt-gateway-props';
import { GatewayTarget } from '../../compile';
import { hostForms } from '../../constructs/intent/operation';
import { checkHeaderName, checkHost, checkList } from '../../constructs/intent/text-checks';
import { NonEmpty, StringMatch, writtenHeaders } from '../../model';
import { misuse } from '../../problems';

/** What is known of a gateway from the start. Routes come later. */
export interface GatewayFacts {
  /** The hosts it serves, in lower case and each once. */
  readonly hosts: NonEmpty<string>;
  readonly redirects: boolean;
  readonly trustedProxies?: number;
  readonly strippedHeaders: readonly string[];
  readonly issuers: GatewayTarget['issuers'];
}

/** Reads the props, and refuses what no gateway could be made of. */
export function gatewayFacts(place: string, props: JwtGatewayProps): GatewayFacts {
  return {
    hosts: hostsOf(props.hosts),
    redirects: props.plainHttp !== PlainHttp.CLOSED,
    issuers: checkIssuers(place, props.issuers),
    strippedHeaders: strippedHeadersOf(place, props),
    ...(props.trustedProxies === undefined ? {} : { trustedProxies: checkProxies(place, props.trustedProxies) }),
  };
}

/** Each host with and without a port, as the policies compare it. */
export function matchesOf([first, ...others]: NonEmpty<string>): NonEmpty<StringMatch> {
  const [head, ...tail] = hostForms(first);
  return [head, ...tail, ...others.flatMap(hostForms)];
}

function hostsOf(hosts: readonly string[]): NonEmpty<string> {
  const [first, ...others] = new Set(checkList('hosts', hosts).map((host) => checkHost(host).toLowerCase()));
  return [first, ...others];
}

function strippedHeadersOf(place: string, props: JwtGatewayProps): readonly string[] {
  const written = props.issuers.flatMap((issuer) => writtenHeaders(issuer._toModel()));
  const headers = (props.strippedHeaders ?? []).map((header) => checkHeaderName(header).toLowerCase());
  const claimed = headers.find((header) => written.includes(header));
  if (claimed !== undefined) {
    throw misuse('STRIPPED_CLAIM_HEADER', { constructPath: place }, { header: claimed });
  }
  return [...new Set(headers)].sort();
}

function checkProxies(place: string, count: number): number {
  if (!Number.isInteger(count) || count < 0) {
    throw misuse('INVALID_MESH', { constructPath: place }, {
      option: 'trustedProxies', value: count, why: 'it is no number of proxies', fix: 'Count the proxies that append to X-Forwarded-For: 0, 1, 2 …',
    });
  }
  return count;
}
