import { decodeText } from './decode-text';
import { LineTable } from './line-table';
import { type FieldPath, type ManifestDocument, type TextFault, unreadableDocument } from './manifest-document';
import { type PlacedValue, readBlockStyle } from './read-block-style';
import { readJson } from './read-json';
import { readSyntaxTree } from './read-syntax-tree';
import { type DocumentText, splitDocuments } from './split-documents';
import type { OffsetFault } from './value-positions';

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
  return splitDocuments(decoded.text).flatMap((part) => readPart(part).flatMap((read) => documentOf(read, lines)));
}

function readPart(part: DocumentText): readonly (PlacedValue | OffsetFault)[] {
  const regular = readBlockStyle(part) ?? readJson(part);
  return regular === undefined ? readSyntaxTree(part) : [regular];
}

/** One document that was read, or could not be; none for an empty one. */
export function documentOf(read: PlacedValue | OffsetFault, lines: LineTable): readonly ManifestDocument[] {
  if ('code' in read) return [unreadableDocument(placed(read, lines))];
  return read.value === null ? [] : [locatable(read, lines)];
}

function placed({ code, message, offset }: OffsetFault, lines: LineTable): TextFault {
  return { code, message, at: lines.at(offset) };
}

function locatable(read: PlacedValue, lines: LineTable): ManifestDocument {
  const { value, positions } = read;
  return {
    value,
    locate: (path) => lines.at(offsetOf(path, read)),
    faultOf: (container, key) => {
      const fault = positions.faultOf(container, key);
      return fault && placed(fault, lines);
    },
  };
}

function offsetOf(path: FieldPath, { value, offset, positions }: PlacedValue): number {
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
