import { ProblemKind } from '../problem-kind';

/** Errors about the mesh, its baseline and its namespaces. */
export const MESH = {
  GATEWAY_CUT_OFF: {
    code: 'ZT-C080',
    what: 'the mesh-wide deny-all also reaches gateway <gateway>, which allows nobody',
    consequence: 'Every request from outside would be refused.',
    fix: 'Name it in ingressGateways of the MeshBaseline, or add edge.allow(…) grants.',
  },
  SECOND_BASELINE: {
    code: 'ZT-C081',
    what: 'the mesh already has a MeshBaseline at <other>',
    consequence: 'Two mesh-wide PeerAuthentications conflict: the older one wins silently.',
    fix: 'Keep one MeshBaseline per Mesh.',
  },
  SECOND_NAMESPACE: {
    code: 'ZT-C082',
    what: 'namespace <namespace> is already described at <other>',
    consequence: 'Two selector-less PeerAuthentications conflict: the older one wins silently.',
    fix: 'Keep one ZeroTrustNamespace per namespace and pass it on.',
  },
  POD_SECURITY_FORBIDS_INJECTION: {
    code: 'ZT-C083',
    what: 'Pod Security level <level> forbids the init container of sidecars',
    consequence: 'Without istio-cni that container needs NET_ADMIN: no pod would start.',
    fix: 'Install istio-cni (istioCni: true on the Mesh), or use PodSecurity.privileged(reason).',
  },
  INVALID_MESH: {
    code: 'ZT-C084',
    what: '<option> "<value>" of the mesh is invalid: <why>',
    consequence: 'Every identity and namespace of the mesh is derived from it.',
    fix: '<fix>',
  },
  NO_MESH: {
    code: 'ZT-C085',
    what: 'there is no Mesh for this construct',
    consequence: 'Trust domain, root namespace and data plane cannot be known.',
    fix: 'Pass mesh, or create the construct inside one that has it.',
  },
  RESERVED_NAMESPACE: {
    code: 'ZT-C086',
    what: 'namespace <namespace> belongs to the cluster or to Istio itself',
    consequence: 'Deny-all and injection there would take down DNS or the control plane.',
    fix: 'Use MeshBaseline for the root namespace, and namespaces of your own for workloads.',
  },
  RESERVED_LABEL: {
    code: 'ZT-C088',
    what: 'label <label> cannot be given to <object>',
    consequence: 'It would switch the mesh off, or change which proxy enforces the policies, which, or which control plane reads them.',
    fix: 'Leave it out: dataPlane, revision, podSecurity and AmbientWaypoint set what is needed.',
  },
  FILE_WRITTEN_TWICE: {
    code: 'ZT-C089',
    what: 'two objects would be written into the file <file>',
    consequence: 'The second would replace the first, with whatever it protected.',
    fix: 'Use YamlOutputType.FILE_PER_CHART, or put objects of equal kind and name into different charts with a folder each.',
  },
} as const satisfies Record<string, ProblemKind>;
