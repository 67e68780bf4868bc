import { JudgedMesh } from './judged-mesh';
import { InvalidRequest } from './request-checks';
import type { RequestParts } from './request-parts';
import { namesOf, noneCalled } from '../analysis';
import type { Caller } from '../model/mesh';

/** Who calls: a workload of the manifests, one that another app describes, or an identity alone. */
export function resolveCaller(parts: RequestParts, judged: JudgedMesh): Caller {
  return {
    ...whoIs(parts, judged),
    ...parts.callerIp === undefined ? {} : { ip: parts.callerIp },
    ...parts.dataPlane === undefined ? {} : { dataPlane: parts.dataPlane },
    xForwardedFor: parts.forwardedFor,
  };
}

function whoIs({ caller }: RequestParts, judged: JudgedMesh): Partial<Caller> {
  switch (caller.kind) {
    case 'plaintext': return {};
    case 'principal': return { principal: modelled(caller.principal, judged) };
    case 'workload': return workloadNamed(caller.name, judged);
  }
}

function workloadNamed(name: string, judged: JudgedMesh): Partial<Caller> {
  const found = deployedNames(name, judged);
  if (found.length > 1) {
    throw new InvalidRequest(`${name} runs as ${found.join(', ')}: name the one that calls`);
  }
  return found.length === 1 ? { workload: found[0] } : referenced(name, judged);
}

/** What the manifests call a workload: by its own name, or as what the app's workload of that name is deployed. */
export function deployedNames(name: string, { mesh, deployed }: JudgedMesh): readonly string[] {
  return mesh.workloads.some((one) => `${one.namespace}/${one.name}` === name) ? [name] : deployed.get(name) ?? [];
}

function referenced(name: string, judged: JudgedMesh): Partial<Caller> {
  const { mesh: { configuration }, references } = judged;
  const found = references.filter((one) => `${one.namespaceName}/${one.name}` === name).map((one) => ({
    principal: `${configuration.trustDomain}/ns/${one.namespaceName}/sa/${one.serviceAccountName}`, dataPlane: one._dataPlane(),
  }));
  const distinct = [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  if (distinct.length > 1) {
    throw new InvalidRequest(`the app speaks of several workloads ${name} (${distinct.map(({ principal, dataPlane }) => `${principal}, ${dataPlane}`).join('; ')}): use request.principal`);
  }
  if (distinct.length === 0) {
    throw new InvalidRequest(noCaller(name, judged));
  }
  return distinct[0];
}

function noCaller(name: string, { mesh, references, deployed }: JudgedMesh): string {
  const known = [...namesOf(mesh, 'workload'), ...deployed.keys(), ...references.map((one) => `${one.namespaceName}/${one.name}`)];
  const principal = `${mesh.configuration.trustDomain}/ns/${name.replace('/', '/sa/')}`;
  return `${noneCalled('workload', name, [...new Set(known)].sort())}\na caller from elsewhere is named by its identity: request.principal('${principal}', …)`;
}

/** Which roots vouch for another trust domain is not in the model. */
function modelled(principal: string, { foreignTrustDomains }: JudgedMesh): string {
  const [domain] = principal.split('/');
  if (foreignTrustDomains.includes(domain)) {
    throw new InvalidRequest(`callers of the foreign trust domain ${domain} are not modelled, so what they may do cannot be told`);
  }
  return principal;
}
