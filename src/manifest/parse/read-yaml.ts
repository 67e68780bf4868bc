import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import { MAX_DEPTH, ValueBuilder } from './build-value';
import { decodeText } from './decode-text';
import { LineTable } from './line-table';
import { type FieldPath, type ManifestDocument, type TextFault, unreadableDocument } from './manifest-document';
import { type DocumentText, splitDocuments } from './split-documents';
import type { OffsetFault, ValuePositions } from './value-positions';

const COMPOSER_OPTIONS = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;

/** Trees take a hundred times the memory of their text. */
const MAX_DOCUMENT = 8 * 1024 * 1024;

/**
 * The documents of one YAML or JSON file, as kubectl would read them. Never throws: a document that cannot be read is there
 * as an unreadable one. Empty documents are left out.
 *
 * @param content bytes, or a text that was already decoded
 * @param file how diagnostics name the file
 */
export function readYaml(content: Uint8Array | string, file: string): readonly ManifestDocument[] {
  const decoded = decodeText(content, file);
  if ('diagnostic' in decoded) return [unreadableDocument(decoded.diagnostic)];
  const lines = new LineTable(file, decoded.text);
  return splitDocuments(decoded.text).flatMap((part) => readPart(part, lines));
}

function readPart(part: DocumentText, lines: LineTable): readonly ManifestDocument[] {
  const { text, start } = part;
  if (text.length > MAX_DOCUMENT) {
    return [unreadable({ code: 'too-large', message: `a document has ${text.length} characters; up to ${MAX_DOCUMENT} are read`, offset: start }, lines)];
  }
  try {
    const tokens = syntaxTree(text);
    if (tokens === 'too-deep') return [unreadable({ code: 'too-deep', message: `values are nested more than ${MAX_DEPTH} deep`, offset: start }, lines)];
    return [...new Composer(COMPOSER_OPTIONS).compose(tokens, true, text.length)].flatMap((document) => readDocument(document, part, lines));
  } catch (error) {
    // The parser is somebody else's: whatever it throws is one more text that cannot be read.
    return [unreadable({ code: 'syntax', message: `this is no YAML: ${String(error)}`, offset: start }, lines)];
  }
}

/** Stops where the text nests too deep: what comes after the parser is recursive. */
function syntaxTree(text: string): readonly CST.Token[] | 'too-deep' {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // The document itself is on the stack, and a scalar or two.
    if (parser.stack.length > MAX_DEPTH + 4) return 'too-deep';
  }
  tokens.push(...parser.end());
  return tokens;
}

function readDocument(document: Document.Parsed, part: DocumentText, lines: LineTable): readonly ManifestDocument[] {
  const [error] = document.errors;
  if (error !== undefined) return [unreadable({ code: 'syntax', message: `this is no YAML: ${error.message}`, offset: part.start + error.pos[0] }, lines)];
  const builder = new ValueBuilder(part.start);
  const { value, offset, fault } = builder.build(document.contents, part.start);
  const failure = builder.failure ?? fault;
  if (failure !== undefined) return [unreadable(failure, lines)];
  return value === null ? [] : [locatable(value, { offset, positions: builder.positions }, lines)];
}

function unreadable(fault: OffsetFault, lines: LineTable): ManifestDocument {
  return unreadableDocument(placed(fault, lines));
}

function placed({ code, message, offset }: OffsetFault, lines: LineTable): TextFault {
  return { code, message, at: lines.at(offset) };
}

function locatable(value: unknown, { offset, positions }: { offset: number; positions: ValuePositions }, lines: LineTable): ManifestDocument {
  return {
    value,
    locate: (path) => lines.at(offsetOf(path, { value, offset, positions })),
    faultOf: (container, key) => {
      const fault = positions.faultOf(container, key);
      return fault && placed(fault, lines);
    },
  };
}

function offsetOf(path: FieldPath, { value, offset, positions }: { value: unknown; offset: number; positions: ValuePositions }): number {
  let nearest = offset;
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return nearest;
    const found = positions.offsetOf(current, key);
    if (found === undefined) return nearest;
    nearest = found;
    current = (current as Record<string | number, unknown>)[key];
  }
  return nearest;
}
