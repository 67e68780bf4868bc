import { ApiObject, JsonPatch } from 'cdk8s';
import { Capability, ContainerProps, Deployment, IServiceAccount, LabelSelector, SeccompProfileType, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkServiceOf, selectionFaults, selectorOf } from './adopted-service';
import { isMeshLabel } from './mesh-switches';
import { AdoptOptions, WorkloadOptions } from './workload-options';
import { WorkloadHome, WorkloadParts } from './workload-parts';
import { distinctPorts, isHeadless, portsOf } from './workload-ports';
import { WorkloadPort } from '../../model';
import { misuse } from '../../problems';
import { checkName, checkReason, checkServiceAccount } from '../intent/text-checks';
import { toModel } from '../intent/type-checks';
import { objectScope } from '../object/object-scope';

interface AdoptedParts {
  readonly selector: Readonly<Record<string, string>>;
  readonly existingServiceAccountName: string;
  readonly podLabels: () => Readonly<Record<string, string>>;
}

type EmitOptions = WorkloadOptions | (AdoptOptions & AdoptedParts);

/** Emits what a workload needs in the cluster, as far as it is not there already, and says what it is made of. */
export function emitWorkload(namespace: WorkloadHome, name: string, options: EmitOptions): WorkloadParts {
  const ports = distinctPorts(name, (options.ports ?? []).map((port) => toModel('ports', 'a list of Port', port)));
  const scope = new Construct(unusedScope(namespace, name), objectsId(name));
  return 'selector' in options ? adoptedParts(scope, namespace, { name, ports, options }) : newParts(scope, namespace, { name, ports, options });
}

const objectsId = (name: string): string => `${name}-objects`;

/** Where the workload's constructs go, unless one of this name is there. */
function unusedScope(namespace: WorkloadHome, name: string): Construct {
  const scope = objectScope(namespace);
  // constructs keeps children in a plain object, so that it finds a child called "constructor" in every one.
  const other = name in {} ? 'a property of every object' : (scope.node.tryFindChild(name) ?? scope.node.tryFindChild(objectsId(name)))?.node.path;
  if (other !== undefined) {
    throw misuse('NAME_COLLISION', { constructPath: [namespace.node.path, name].join('/') }, {
      kind: 'workload', namespacedName: `${namespace.name}/${name}`, other,
    });
  }
  return scope;
}

interface Named<Options> {
  readonly name: string;
  readonly ports: readonly WorkloadPort[];
  readonly options: Options;
}

function newParts(scope: Construct, namespace: WorkloadHome, { name, ports, options }: Named<WorkloadOptions>): WorkloadParts {
  const labels = { app: name };
  checkLabels(namespace, name, options.labels ?? {});
  const account = serviceAccount(scope, namespace, { name, ports, options });
  const deployments = options.container === undefined ? { ...options.versions } : { ...options.versions, '': options.container };
  for (const [version, container] of Object.entries(deployments)) {
    emitDeployment(scope, { namespace: namespace.name, name, version, container, account, options });
  }
  const podLabels = (): readonly Labels[] => podLabelsOf(name, options);
  return { name, labels, podLabels, ports, ...service(scope, namespace.name, { name, ports, labels }), ...identityOf(account.name, options) };
}

type Labels = Readonly<Record<string, string>>;

function podLabelsOf(name: string, { versions = {}, labels }: WorkloadOptions): readonly Labels[] {
  const own = { ...labels, app: name };
  return [own, ...Object.keys(versions).map((version) => ({ ...own, version }))];
}

function checkLabels(namespace: WorkloadHome, workload: string, labels: Readonly<Record<string, string>>): void {
  const label = Object.keys(labels).find(isMeshLabel);
  if (label !== undefined) {
    throw misuse('RESERVED_LABEL', { constructPath: [namespace.node.path, workload].join('/') }, { label, object: `the pods of ${workload}` });
  }
}

/** A shared account is emitted by the workload that has it first. */
function serviceAccount(scope: Construct, namespace: WorkloadHome, { name, options }: Named<WorkloadOptions>): IServiceAccount {
  const account = checkServiceAccount(options.serviceAccountName ?? name);
  if (account === 'default') {
    throw misuse('DEFAULT_SERVICE_ACCOUNT', { constructPath: [namespace.node.path, name].join('/') }, { workload: name, namespace: namespace.name });
  }
  return options.sharedIdentityReason === undefined
    ? new ServiceAccount(scope, 'ServiceAccount', { metadata: { name: account, namespace: namespace.name }, automountToken: false })
    : ServiceAccount.fromServiceAccountName(scope, 'ServiceAccount', account, { namespaceName: namespace.name });
}

function identityOf(serviceAccountName: string, { sharedIdentityReason: reason }: Pick<WorkloadOptions, 'sharedIdentityReason'>) {
  return { serviceAccountName, ...(reason === undefined ? {} : { sharedIdentityReason: checkReason('a shared service account', reason) }) };
}

function adoptedParts(scope: Construct, namespace: WorkloadHome, { name, ports, options }: Named<AdoptOptions & AdoptedParts>): WorkloadParts {
  const { selector: labels } = options;
  const podLabels = (): readonly Labels[] => [options.podLabels()];
  const identity = identityOf(options.existingServiceAccountName, options);
  if (options.service === undefined) {
    return { name, labels, podLabels, ports, ...service(scope, namespace.name, { name, ports, labels }), ...identity };
  }
  const { service: adopted } = options;
  checkServiceOf(namespace, name, adopted);
  scope.node.addValidation({ validate: () => selectionFaults(adopted, `${namespace.name}/${name}`, options.podLabels()) });
  const { name: serviceName, metadata: serviceMetadata } = adopted;
  const front = { serviceName, serviceMetadata, serviceSelector: () => selectorOf(adopted), isHeadless: isHeadless(adopted) };
  return { name, labels, podLabels, ports: portsOf(adopted, ports), ...front, ...identity };
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
  readonly account: IServiceAccount;
  readonly options: WorkloadOptions;
}

function emitDeployment(scope: Construct, { namespace, name, version, container, account, options }: DeploymentParts): void {
  const selected = { app: name, ...(version === '' ? {} : { version: checkName('version', version) }) };
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
