import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import { MAX_DEPTH, ValueBuilder } from './build-value';
import type { PlacedValue } from './read-block-style';
import type { DocumentText } from './split-documents';
import type { OffsetFault } from './value-positions';

const COMPOSER_OPTIONS = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;

const MAX_DOCUMENT = 8 * 1024 * 1024;
/** A tree takes half a kilobyte of memory and more for each. */
const MAX_LEXEMES = 1_500_000;

/** Reads any YAML: what is in it, or why it cannot be read. */
export function readSyntaxTree(part: DocumentText): readonly (PlacedValue | OffsetFault)[] {
  const { text, start } = part;
  if (text.length > MAX_DOCUMENT) {
    return [{ code: 'too-large', message: `a document has ${text.length} characters; up to ${MAX_DOCUMENT} are read`, offset: start }];
  }
  try {
    const tokens = syntaxTree(text);
    if (tokens === 'too-deep') return [{ code: 'too-deep', message: `values are nested more than ${MAX_DEPTH} deep`, offset: start }];
    if (tokens === 'too-large') return [{ code: 'too-large', message: `a document has more than ${MAX_LEXEMES} words and signs`, offset: start }];
    return [...new Composer(COMPOSER_OPTIONS).compose(tokens, true, text.length)].flatMap((document) => readDocument(document, part));
  } catch (error) {
    // The parser is somebody else's: whatever it throws is one more text that cannot be read.
    return [{ code: 'syntax', message: `this is no YAML: ${String(error)}`, offset: start }];
  }
}

/** Stops where the text nests too deep, because what comes after the parser is recursive, and where it takes too much memory. */
function syntaxTree(text: string): readonly CST.Token[] | 'too-deep' | 'too-large' {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > MAX_LEXEMES) return 'too-large';
    tokens.push(...parser.next(lexeme));
    // The document itself is on the stack, and a scalar or two.
    if (parser.stack.length > MAX_DEPTH + 4) return 'too-deep';
  }
  tokens.push(...parser.end());
  return tokens;
}

function readDocument(document: Document.Parsed, part: DocumentText): readonly (PlacedValue | OffsetFault)[] {
  const [error] = document.errors;
  if (error !== undefined) return [{ code: 'syntax', message: `this is no YAML: ${error.message}`, offset: part.start + error.pos[0] }];
  const builder = new ValueBuilder(part.start);
  const { value, offset, fault } = builder.build(document.contents, part.start);
  const failure = builder.failure ?? fault;
  return failure === undefined ? [{ value, offset, positions: builder.positions }] : [failure];
}
