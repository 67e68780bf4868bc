import { decodeUtf8 } from './decode-text';
import { plainDocument } from './manifest-document';
import { type ParsedRequest, parseRequest } from './parse-request';
import { readYaml } from './read-yaml';
import type { Diagnostic } from '../../model/mesh';
import { isObject } from '../check-field';
import { describeValue } from '../check-wording';

/** Reads requests, one JSON object a line; blank lines are left out. Never throws. */
export function* readRequests(content: Uint8Array | string, file: string): Generator<ParsedRequest> {
  const decoded = decodeUtf8(content, file);
  if ('diagnostic' in decoded) {
    yield { diagnostics: [decoded.diagnostic] };
    return;
  }
  for (const [index, line] of decoded.text.split(/\r?\n/).entries()) {
    if (line.trim() !== '') yield readRequest(line, { file, linesBefore: index });
  }
}

interface LinePlace {
  readonly file: string;
  readonly linesBefore: number;
}

/** JSON is YAML, too; whoever reads that knows places, and keys that are there twice. */
function readRequest(line: string, { file, linesBefore }: LinePlace): ParsedRequest {
  const at = { file, line: 1, column: 1 };
  const [document = plainDocument(null, at)] = readYaml(line, file);
  const fault = faultOf(line) ?? document.unreadable;
  const { diagnostics, ...parsed } = fault === undefined ? parseRequest(document) : { diagnostics: [{ at, ...fault }] };
  return { ...parsed, diagnostics: diagnostics.map((found) => shifted(found, linesBefore)) };
}

function faultOf(line: string): Pick<Diagnostic, 'code' | 'message'> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? undefined : { code: 'wrong-type', message: `a line is one request, a JSON object, not ${describeValue(value)}` };
  } catch (error) {
    return { code: 'syntax', message: `this line is no JSON object: ${(error as Error).message}` };
  }
}

/** Each line was read alone. */
function shifted(found: Diagnostic, linesBefore: number): Diagnostic {
  return { ...found, at: { ...found.at, line: found.at.line + linesBefore } };
}
