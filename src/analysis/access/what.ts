import { about, Alternative, Demand, matchOf } from './demand';
import { ANYTHING, Sample, samplesOf } from './sample';
import { HttpRequest, TextMatch } from '../../model/mesh';

/** What is asked for: a request, or bytes. */
export interface What {
  /** Absent: bytes. */
  readonly http?: Omit<HttpRequest, 'tokens'>;
  readonly sni?: string;
  /** The values of the rule that it stands for. */
  readonly written: Alternative;
}

/** A method and a path that no rule names. */
const METHOD = 'ANYTHING';
const PATH = `/${ANYTHING}`;
const FIELDS = ['methods', 'paths', 'hosts'] as const;

export function bytes(alternative: Alternative): What {
  const [sni] = samplesOf(matchOf(alternative, 'connection.sni'), ANYTHING);
  return { written: alternative, ...about(alternative, 'connection.sni').length > 0 && sni ? { sni: sni.text } : {} };
}

/** Requests that together have each value of an alternative at least once. */
export function someRequests(alternative: Alternative, host: string): readonly What[] {
  const columns = columnsOf(alternative, host);
  const length = columns.some((column) => column.length === 0) ? 0 : Math.max(...columns.map((column) => column.length));
  return Array.from({ length }, (_, row) => requestOf(alternative, columns.map((column) => column[row % column.length])));
}

/** A request for each combination of its values. */
export function allRequests(alternative: Alternative, host: string): readonly What[] {
  const rows = columnsOf(alternative, host).reduce<readonly (readonly Sample[])[]>((before, column) => (
    before.flatMap((row) => column.map((sample) => [...row, sample]))), [[]]);
  return rows.map((row) => {
    const one = requestOf(alternative, row);
    return { ...one, written: alternative.map((demand) => narrowed(demand, row)) };
  });
}

/** Another request that an alternative also matches, so far as it says anything about it. */
export function overlaid({ http, sni, written }: What, alternative: Alternative): What {
  const own = bytes(alternative).sni ?? sni;
  if (!http) return { written, ...own === undefined ? {} : { sni: own } };
  const [method, path, host] = FIELDS.map((field, index) => {
    const match = matchOf(alternative, field);
    return match.values.length === 0 ? [http.method, http.path, http.host][index] : samplesFor(field, match, PATH)[0]?.text ?? PATH;
  });
  const headers = new Map([...http.headers, ...headersOf(alternative)]);
  return { http: { method, path, host, headers }, written, ...own === undefined ? {} : { sni: own } };
}

function columnsOf(alternative: Alternative, host: string): readonly (readonly Sample[])[] {
  const otherwise = [METHOD, PATH, host];
  return FIELDS.map((field, index) => samplesFor(field, matchOf(alternative, field), otherwise[index]));
}

/** What a path begins with, where a pattern leaves it open. */
function samplesFor(field: typeof FIELDS[number], match: TextMatch, otherwise: string): readonly Sample[] {
  const samples = samplesOf(match, otherwise);
  if (field !== 'paths') return samples;
  return samples.map((sample) => (sample.value?.startsWith('*') && !sample.text.startsWith('/') ? { ...sample, text: `/${sample.text}` } : sample));
}

function requestOf(alternative: Alternative, [method, path, host]: readonly Sample[]): What {
  const { sni } = bytes(alternative);
  const http = { method: method.text, path: path.text, host: host.text, headers: headersOf(alternative) };
  return { http, written: alternative, ...sni === undefined ? {} : { sni } };
}

function headersOf(alternative: Alternative): HttpRequest['headers'] {
  return new Map(about(alternative, 'request.headers').flatMap(({ key, match }) => {
    const [sample] = samplesOf(match, ANYTHING);
    return key.kind === 'request.headers' && match.values.length > 0 && sample ? [[key.name, [sample.text]] as const] : [];
  }));
}

function narrowed(demand: Demand, row: readonly Sample[]): Demand {
  const sample = row[FIELDS.findIndex((field) => field === demand.key.kind)];
  if (sample?.value === undefined) return demand;
  const match: TextMatch = { ...demand.match, values: [sample.value] };
  return { ...demand, match };
}
