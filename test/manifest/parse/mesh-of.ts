import { parseMesh, type ParseMeshOptions } from '../../../src/manifest/parse/parse-mesh';
import { readYaml } from '../../../src/manifest/parse/read-yaml';
import type { Mesh, Provenance, Read } from '../../../src/model/mesh';

/** The mesh of one file, `f.yaml`. */
export function meshOf(text: string, options?: ParseMeshOptions): Mesh {
  return parseMesh(readYaml(text, 'f.yaml'), options);
}

/** A policy of the namespace `shop` with this spec, in YAML flow style. */
export function policy(kind: string, spec: string): string {
  return `---\napiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n`;
}

export function valueOf<T>(read: Read<T>): T {
  if (read.kind === 'unreadable') throw new Error(read.diagnostic.message);
  return read.value;
}

/** `code field` of each diagnostic. */
export function findings({ diagnostics }: Mesh): string[] {
  return diagnostics.map(({ code, field = '' }) => `${code} ${field}`.trimEnd());
}

/** What a mesh says, without where it was written. */
export function withoutPlaces(mesh: Mesh): unknown {
  return JSON.parse(JSON.stringify(mesh, (key, value: unknown) => key === 'at' ? undefined : value instanceof Map ? [...value] : value));
}

export function place(line: number, column: number): Provenance {
  return { file: 'f.yaml', line, column };
}
