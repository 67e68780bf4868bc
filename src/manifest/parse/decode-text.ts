import { LineTable } from './line-table';
import type { Diagnostic } from '../../model/mesh';

/** More than any cluster's objects; a larger file is not read at all, so that time and memory are bounded. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A text without its byte order mark, or why it cannot be read. */
export type DecodedText = { readonly text: string } | { readonly diagnostic: Diagnostic };

/** Characters which no YAML text may hold, and line breaks that not every YAML reader takes for one. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;

export function decodeText(content: Uint8Array | string, file: string): DecodedText {
  const decoded = decodeUtf8(content, file);
  return 'text' in decoded ? checkText(decoded.text, file) : decoded;
}

/** Whatever characters there are. */
export function decodeUtf8(content: Uint8Array | string, file: string): DecodedText {
  return typeof content === 'string' ? { text: content.replace(/^\ufeff/, '') } : decodeBytes(content, file);
}

function decodeBytes(bytes: Uint8Array, file: string): DecodedText {
  if (bytes.length > MAX_BYTES) return fault(file, 'too-large', `the file has ${bytes.length} bytes; up to ${MAX_BYTES} are read`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return fault(file, 'not-utf-8', 'the file is not UTF-8; save it as UTF-8');
  }
}

function checkText(text: string, file: string): DecodedText {
  if (text.length > MAX_BYTES) return fault(file, 'too-large', `the text has ${text.length} characters; up to ${MAX_BYTES} are read`);
  const found = FORBIDDEN.exec(text);
  if (found === null) return { text };
  const name = `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `the character ${name} is not allowed in YAML, or is a line break to some readers only; remove it, or escape it in double quotes`;
  return { diagnostic: { code: 'forbidden-character', message, at: new LineTable(file, text).at(found.index) } };
}

function fault(file: string, code: string, message: string): DecodedText {
  return { diagnostic: { code, message, at: { file, line: 1, column: 1 } } };
}
