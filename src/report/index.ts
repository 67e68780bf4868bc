export * from './access-table';
export type { SourceText } from './explanation/excerpt';
export * from './explanation/format-explanation';
export { printableLines } from './explanation/printable';
export { inWordsOf } from './explanation/missing-lines';
export type { Ways } from './explanation/missing-lines';
