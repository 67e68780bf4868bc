import { decodeText } from './decode-text';
import { plainDocument } from './manifest-document';
import { type ParsedRequest, parseRequest } from './parse-request';
import type { Diagnostic, Provenance } from '../../model/mesh';

/** As deep as claims may reasonably be nested. */
const MAX_DEPTH = 64;

/** Reads requests, one JSON object a line; blank lines are left out. Never throws. */
export function readRequests(content: Uint8Array | string, file: string): readonly ParsedRequest[] {
  const decoded = decodeText(content, file);
  if ('diagnostic' in decoded) return [{ diagnostics: [decoded.diagnostic] }];
  return decoded.text.split('\n').flatMap((line, index) => line.trim() === '' ? [] : [readRequest(line, { file, line: index + 1, column: 1 })]);
}

function readRequest(line: string, at: Provenance): ParsedRequest {
  const parsed = parseJson(line, at);
  return 'value' in parsed ? parseRequest(plainDocument(parsed.value, at)) : { diagnostics: [parsed.diagnostic] };
}

function parseJson(text: string, at: Provenance): { readonly value: unknown } | { readonly diagnostic: Diagnostic } {
  if (depthOf(text) > MAX_DEPTH) return { diagnostic: { code: 'too-deep', message: `values are nested more than ${MAX_DEPTH} deep`, at } };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { diagnostic: { code: 'syntax', message: `this line is no JSON: ${(error as Error).message}`, at } };
  }
}

/** How deep brackets are nested, those within texts included: never less than the depth of the value. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const sign of text.match(/[[\]{}]/g) ?? []) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
