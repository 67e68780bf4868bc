import type {
  MeshGateway, MeshService, MeshWorkload, Namespace, OpaqueObject, Provenance, Read,
  WrittenPeerAuthentication, WrittenPolicy, WrittenRequestAuthentication,
} from '../../model/mesh';

/** The objects of a mesh while they are being read. */
export class MeshObjects {
  readonly namespaces: Namespace[] = [];
  readonly workloads: MeshWorkload[] = [];
  readonly services: MeshService[] = [];
  readonly gateways: MeshGateway[] = [];
  readonly authorizationPolicies: Read<WrittenPolicy>[] = [];
  readonly peerAuthentications: Read<WrittenPeerAuthentication>[] = [];
  readonly requestAuthentications: Read<WrittenRequestAuthentication>[] = [];
  readonly opaque: OpaqueObject[] = [];

  constructor(private readonly rootNamespace: string) {}

  /** Something of which not even the namespace is known may concern anybody, as what is in the root namespace does. */
  addUnidentified(kind: string, at: Provenance): void {
    this.opaque.push({ kind, namespace: this.rootNamespace, name: '', at });
  }
}
