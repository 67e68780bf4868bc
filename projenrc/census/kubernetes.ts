import { bounded, CensusSection, each, KindCensus, modelled, noEffect, unknown } from './entry';

const METADATA: KindCensus = {
  kind: 'Every object',
  about: 'Its own `apiVersion`, `kind` and `metadata`. Fields that are misspelt, twice there or of the wrong type make unknown what depends on them.',
  fields: {
    'apiVersion': modelled('the served versions of each kind; an object of another one is UNKNOWN where it may attach'),
    'kind': modelled('a kind that its group does not have is UNKNOWN where it may attach; kinds of other groups decide nothing'),
    'metadata.name': modelled(),
    'metadata.namespace': modelled('`default` where it is absent'),
    'metadata.creationTimestamp': modelled('of several PeerAuthentications at one level the oldest counts'),
    'metadata.ownerReferences[]': modelled('a ReplicaSet or Job beside its controller is left out'),
    'metadata.annotations["istio.io/dry-run"]': modelled('of an AuthorizationPolicy'),
  },
};

const NAMESPACE: KindCensus = {
  kind: 'Namespace',
  about: 'Where a workload\'s data plane or a waypoint depends on a Namespace that is not among the input, the answer is UNKNOWN.',
  fields: {
    ...each(['metadata.labels["istio-injection"]', 'metadata.labels["istio.io/rev"]', 'metadata.labels["istio.io/dataplane-mode"]'], modelled()),
    ...each(['metadata.labels["istio.io/use-waypoint"]', 'metadata.labels["istio.io/use-waypoint-namespace"]'], modelled()),
    'metadata.labels["istio.io/ingress-use-waypoint"]': modelled(),
    'metadata.labels["pod-security.kubernetes.io/*"]': noEffect('what pods may do on their node'),
  },
};

const POD: KindCensus = {
  kind: 'Pod',
  about: 'And the pod template of a Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob, PodTemplate or Argo Rollout.',
  fields: {
    'metadata.labels.*': modelled('what selectors go by'),
    ...each(['metadata.labels["sidecar.istio.io/inject"]', 'metadata.labels["istio.io/rev"]', 'metadata.labels["istio.io/dataplane-mode"]'], modelled()),
    'metadata.labels["networking.istio.io/tunnel"]': modelled('whether a sidecar takes HBONE'),
    ...each(['metadata.annotations["sidecar.istio.io/inject"]', 'metadata.annotations["sidecar.istio.io/status"]'], modelled()),
    ...each(['metadata.annotations["ambient.istio.io/redirection"]', 'metadata.annotations["ambient.istio.io/bypass-inbound-capture"]'], modelled()),
    'metadata.annotations["inject.istio.io/templates"]': bounded('`gateway`: a gateway, of which only `to.gateway` answers'),
    ...each([
      'metadata.annotations["traffic.sidecar.istio.io/excludeInboundPorts"]', 'metadata.annotations["traffic.sidecar.istio.io/includeInboundPorts"]',
    ], modelled('such a port has no policies')),
    'metadata.annotations["proxy.istio.io/config"]': unknown('at this proxy, where it sets trusted proxies or how requests are read'),
    'spec.serviceAccountName': modelled('the identity'),
    'spec.hostNetwork': modelled('such a pod is in no data plane'),
    'spec.containers[].ports[]': modelled('which port a Service means by name'),
    'status.podIPs[]': modelled('the addresses; a pod that has some is running'),
    'spec.containers[].image': noEffect('what runs, and how much of it'),
  },
};

const SERVICE: KindCensus = {
  kind: 'Service',
  about: 'Which pods answer, on which port, and what the port is declared to speak.',
  fields: {
    ...each(['spec.selector.*', 'spec.ports[].port', 'spec.ports[].targetPort', 'spec.ports[].name', 'spec.ports[].appProtocol'], modelled()),
    'spec.ports[].protocol': modelled('UDP is not in the mesh'),
    ...each(['spec.clusterIP', 'spec.clusterIPs[]'], modelled('`destination.ip` at a waypoint')),
    'spec.type': modelled('an ExternalName has no pods'),
    'metadata.labels["istio.io/use-waypoint"]': modelled(),
    'metadata.labels["istio.io/ingress-use-waypoint"]': modelled(),
    ...each(['spec.sessionAffinity', 'spec.externalTrafficPolicy'], noEffect('which of its pods answers')),
  },
};

const NETWORK_POLICY: KindCensus = {
  kind: 'NetworkPolicy',
  about: 'Read with `--network-policies`, for a network that enforces them.',
  fields: { spec: modelled('at both ends of every connection') },
};

const CONFIG_MAP: KindCensus = {
  kind: 'ConfigMap',
  about: 'Parameters of Gateways and of their classes. The ConfigMaps of Istio itself are settings of the mesh; others decide nothing.',
  fields: {
    'data.deployment': bounded('UNKNOWN at the Gateway where it changes labels, annotations or the ServiceAccount of the pods'),
    'metadata.labels["gateway.istio.io/defaults-for-class"]': bounded('in the root namespace; UNKNOWN at Gateways of the class where it changes who their pods are'),
  },
};

export const KUBERNETES: CensusSection = { title: 'Kubernetes', kinds: [METADATA, NAMESPACE, POD, SERVICE, CONFIG_MAP, NETWORK_POLICY] };
