import { accessRows } from '../../src/analysis';
import { plainDocument } from '../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { AccessRow } from '../../src/model/mesh';

const document = (value: unknown) => plainDocument(value, { file: 'written.yaml', line: 1, column: 1 });

/** Who may do what at a target, by the manifests alone: `ALLOW shop/web: GET / (sidecar)`, sorted. */
export function accessTo(target: string, manifests: readonly unknown[], meshConfig: object = {}): readonly string[] {
  const rows = accessRows(parseMesh(manifests.map(document), { meshConfig: document({ trustDomain: 'corp.example', ...meshConfig }) }));
  return [...new Set(rows.filter((row) => row.target === target).flatMap(lines))].sort();
}

function lines({ effect, caller, operations, enforcedBy }: AccessRow): readonly string[] {
  return operations.map((operation) => `${effect} ${caller}: ${operation} (${enforcedBy})`);
}
