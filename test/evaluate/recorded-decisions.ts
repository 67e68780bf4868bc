import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decide } from '../../src/evaluate';
import { type ManifestDocument, plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { parseRequest } from '../../src/manifest/parse/parse-request';
import type { Decision, Mesh } from '../../src/model/mesh';

export interface RecordedRequest {
  readonly id: string;
  readonly at?: string;
  readonly expect: 'ALLOW' | 'DENY';
  readonly whole?: boolean;
  readonly http?: object;
  readonly envoy?: { readonly protocol?: string; readonly status?: number; readonly filter?: string; readonly policy?: string };
  readonly ztunnel?: { readonly reason: string; readonly decidedBy: readonly string[] };
}

export interface RecordedMesh {
  readonly id: string;
  readonly meshConfig: unknown;
  readonly objects: readonly unknown[];
  readonly requests: readonly RecordedRequest[];
}

/** A recorded request beside the answer of this library. */
export interface Comparison {
  readonly recorded: RecordedRequest;
  readonly decision: Decision;
}

export function readRecorded(file: string): RecordedMesh[] {
  const text = gunzipSync(readFileSync(path.join(__dirname, '../vectors', file))).toString('utf8');
  return text.trimEnd().split('\n').map((line): RecordedMesh => JSON.parse(line));
}

/** All recorded requests of a file; `withoutAt` asks about the whole way, where the record vouches for it. */
export function compareRecorded(file: string, { withoutAt = false } = {}): Comparison[] {
  return readRecorded(file).flatMap((recorded) => {
    const mesh = parseMesh(recorded.objects.map(document), { meshConfig: document(recorded.meshConfig) });
    return recorded.requests.filter(({ whole }) => !withoutAt || whole === true).map((one) => compare(mesh, one, withoutAt));
  });
}

function compare(mesh: Mesh, recorded: RecordedRequest, withoutAt: boolean): Comparison {
  const request = parseRequest(document(withVersion(recorded))).request!;
  return { recorded, decision: decide(mesh, withoutAt ? { ...request, at: undefined } : request) };
}

/** Recorded before requests could say it themselves. */
function withVersion(recorded: RecordedRequest): unknown {
  const version = { http1: '1.1', http2: '2' }[recorded.envoy?.protocol ?? ''];
  return recorded.http === undefined || version === undefined ? recorded : { ...recorded, http: { ...recorded.http, version } };
}

function document(value: unknown): ManifestDocument {
  return plainDocument(value, { file: 'recorded.jsonl', line: 1, column: 1 });
}
