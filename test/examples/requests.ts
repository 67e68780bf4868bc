import { Call } from './cluster';
import { BroughtToken } from './tokens';
import { HttpRequest, Verdict } from '../support/policy-oracle';

export interface RequestParts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: BroughtToken;
  readonly host?: string;
}

/** A request in the words of its first line, such as `POST /charge`. */
export function request(line: string, { headers = {}, token, host = 'service' }: RequestParts = {}): HttpRequest {
  const [method, path] = line.split(' ');
  return { method, path, host, headers, ...(token === undefined ? {} : { token }) };
}

/** One line of a table of who may do what. */
export interface Case {
  readonly verdict: Verdict;
  readonly call: Call;
  /** What is special about it: a token, a header, the rule that it belongs to. */
  readonly note?: string;
}

type Extra = RequestParts & Omit<Call, 'from' | 'to' | 'request'> & { readonly note?: string };

/** A caller does something at a target, such as `POST /charge at shop/payments:8443`, and may. */
export const may = (from: string | undefined, does: string, extra: Extra = {}): Case => caseOf('ALLOW', from, does, extra);

/** A caller does something at a target, and is refused. */
export const mayNot = (from: string | undefined, does: string, extra: Extra = {}): Case => caseOf('DENY', from, does, extra);

function caseOf(verdict: Verdict, from: string | undefined, does: string, { note, headers, token, host, ...rest }: Extra): Case {
  const [, line, to] = /^(?:(\S+ \S+) at )?(\S+)$/.exec(does)!;
  return { verdict, note, call: { from, to, ...(line === undefined ? {} : { request: request(line, { headers, token, host }) }), ...rest } };
}

/** The title of a case, as a sentence. */
export function titleOf({ verdict, call, note }: Case): string {
  const asked = call.request === undefined ? 'connect to' : `${call.request.method} ${call.request.path} at`;
  const caller = call.from ?? 'a caller without identity';
  return `${caller} ${verdict === 'ALLOW' ? 'may' : 'may not'} ${asked} ${call.to}${note === undefined ? '' : `, ${note}`}`;
}
