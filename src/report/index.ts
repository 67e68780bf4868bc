export * from './access-table';
export type { SourceText } from './explanation/excerpt';
export * from './explanation/format-explanation';
