import { parseAllDocuments } from 'yaml';
import { MeshApp } from '../../src';

export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

/** What an app writes, read back from the text. */
export function manifestsOf(app: MeshApp): readonly Manifest[] {
  return parseAllDocuments(app.synthYaml()).map((document) => document.toJSON() as Manifest);
}
