import { ApiObject, JsonPatch } from 'cdk8s';
import { Capability, ContainerProps, Deployment, LabelSelector, SeccompProfileType, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { WorkloadPort } from '../model';
import { misuse } from '../problems';
import { objectScope } from './object-scope';
import { inCode } from './text-checks';
import { WorkloadHome, WorkloadParts } from './workload';
import { AdoptOptions, WorkloadOptions } from './workload-options';

interface AdoptedParts {
  readonly selector: Readonly<Record<string, string>>;
  readonly existingServiceAccountName: string;
  readonly sharedIdentityReason?: string;
}

type EmitOptions = WorkloadOptions | (AdoptOptions & AdoptedParts);

/** Emits what a workload needs in the cluster, as far as it is not there already, and says what it is made of. */
export function emitWorkload(namespace: WorkloadHome, name: string, options: EmitOptions): WorkloadParts {
  const scope = new Construct(objectScope(namespace), `${name}-objects`);
  const ports = distinctPorts(name, (options.ports ?? []).map((port) => port._toModel()));
  return 'selector' in options ? adoptedParts(scope, namespace, { name, ports, options }) : newParts(scope, namespace, { name, ports, options });
}

interface Named<Options> {
  readonly name: string;
  readonly ports: readonly WorkloadPort[];
  readonly options: Options;
}

function newParts(scope: Construct, namespace: WorkloadHome, { name, ports, options }: Named<WorkloadOptions>): WorkloadParts {
  const labels = { app: name };
  const serviceAccountName = options.serviceAccountName ?? name;
  const metadata = { name: serviceAccountName, namespace: namespace.name };
  const account = new ServiceAccount(scope, 'ServiceAccount', { metadata, automountToken: false });
  const deployments = options.container === undefined ? { ...options.versions } : { ...options.versions, '': options.container };
  for (const [version, container] of Object.entries(deployments)) {
    emitDeployment(scope, { namespace: namespace.name, name, version, container, account, options });
  }
  return { name, labels, serviceAccountName, ports, ...service(scope, namespace.name, { name, ports, labels }) };
}

function adoptedParts(scope: Construct, namespace: WorkloadHome, { name, ports, options }: Named<AdoptOptions & AdoptedParts>): WorkloadParts {
  const labels = options.selector;
  const front = options.service === undefined
    ? service(scope, namespace.name, { name, ports, labels })
    : { serviceName: options.service.name, serviceMetadata: options.service.metadata };
  const { existingServiceAccountName: serviceAccountName, sharedIdentityReason } = options;
  return { name, labels, ports, ...front, serviceAccountName, sharedIdentityReason };
}

interface Front {
  readonly name: string;
  readonly ports: readonly WorkloadPort[];
  readonly labels: Readonly<Record<string, string>>;
}

function service(scope: Construct, namespace: string, { name, ports, labels }: Front): Pick<WorkloadParts, 'serviceName' | 'serviceMetadata'> {
  if (ports.length === 0) {
    return {};
  }
  const object = new ApiObject(scope, 'Service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: { app: name } },
    spec: { selector: { ...labels }, ports: ports.map(servicePort) },
  });
  return { serviceName: name, serviceMetadata: object.metadata };
}

function servicePort(port: WorkloadPort): object {
  return { name: port.name, port: port.servicePort, targetPort: port.containerPort, protocol: 'TCP', appProtocol: port.protocol };
}

interface DeploymentParts {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly container: ContainerProps;
  readonly account: ServiceAccount;
  readonly options: WorkloadOptions;
}

function emitDeployment(scope: Construct, { namespace, name, version, container, account, options }: DeploymentParts): void {
  const selected = { app: name, ...(version === '' ? {} : { version }) };
  const deployment = new Deployment(scope, version === '' ? 'Deployment' : `Deployment-${version}`, {
    metadata: { name: version === '' ? name : `${name}-${version}`, namespace, labels: selected },
    podMetadata: { labels: { ...options.labels, ...selected } },
    select: false,
    serviceAccount: account,
    containers: [hardened(container, options)],
    ...(options.replicas === undefined ? {} : { replicas: options.replicas }),
  });
  deployment.select(LabelSelector.of({ labels: selected }));
  // For the whole pod, so that the containers which Istio injects meet Pod Security "restricted", too.
  ApiObject.of(deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: SeccompProfileType.RUNTIME_DEFAULT }));
}

/** What Pod Security "restricted" asks for beyond the defaults of cdk8s-plus. */
function hardened(container: ContainerProps, options: WorkloadOptions): ContainerProps {
  const declaresPorts = container.portNumber !== undefined || container.ports !== undefined;
  return {
    ...container,
    ...(declaresPorts ? {} : { ports: (options.ports ?? []).map((port) => ({ number: port.containerPort, name: port._toModel().name })) }),
    securityContext: {
      capabilities: { drop: [Capability.ALL] },
      seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
      ...container.securityContext,
    },
  };
}

/** Port names within a Service are unique; two ports of one protocol are told apart by their number. */
function distinctPorts(workload: string, ports: readonly WorkloadPort[]): readonly WorkloadPort[] {
  const clash = (port: WorkloadPort, other: WorkloadPort) => other.containerPort === port.containerPort || other.servicePort === port.servicePort;
  const twice = ports.find((port, index) => ports.findIndex((other) => clash(port, other)) !== index);
  if (twice !== undefined) {
    throw misuse('INVALID_PORT', inCode(`workload ${workload}`), { value: twice.containerPort, why: 'it is declared twice' });
  }
  return ports.map((port) => (ports.filter((other) => other.name === port.name).length > 1 ? { ...port, name: `${port.name}-${port.containerPort}` } : port));
}
