import type { ObjectReader } from './object-reader';
import { readYaml } from './read-yaml';
import type { MeshWorkload, OpaqueObject } from '../../model/mesh';
import { isObject, own } from '../check-field';

const ANNOTATION = 'proxy.istio.io/config';
/** The parts of a ProxyConfig that change what policies see: whose X-Forwarded-For counts, how paths are read, and headers of proxies. */
const DECIDING = /gateway_?topology|connection_?settings|proxy_?headers/i;
const TOPOLOGY = 'gatewayTopology';
const TRUSTED_PROXIES = 'numTrustedProxies';

/** Fields of the kind ProxyConfig that change no decision; what is not among them, such as `connectionSettings`, may (1.21). */
const DECIDES_NOTHING = ['concurrency', 'environmentVariables', 'image', 'selector'];

export function decidesSomething(object: ObjectReader): boolean {
  return object.object('spec')?.keys().some((key) => !DECIDES_NOTHING.includes(key)) ?? false;
}

/** Whether an annotation of the pods changes what policies see of a request. */
export function configuresProxy({ annotations }: MeshWorkload): boolean {
  return Object.hasOwn(annotations, ANNOTATION) && DECIDING.test(annotations[ANNOTATION]);
}

/** That annotation, as the ProxyConfig which it amounts to. */
export function proxyConfigOf({ namespace, name, labels, at }: MeshWorkload): OpaqueObject {
  return { kind: 'ProxyConfig', namespace, name, selector: labels, changes: 'anything', at };
}

/** What a Gateway has its pods annotated with: how many proxies in front they trust (1.16). Anything else that decides is reported. */
export function parseTrustedProxies(annotations: ObjectReader | undefined): number | undefined {
  const text = annotations?.text(ANNOTATION);
  if (annotations === undefined || text === undefined || !DECIDING.test(text)) return undefined;
  const trusted = onlyTrustedProxies(text);
  if (trusted === undefined) {
    annotations.place.child(ANNOTATION).report('unmodelled-setting', `of a proxy's configuration only ${TOPOLOGY}.${TRUSTED_PROXIES} is modelled`);
  }
  return trusted;
}

/** Undefined when the text says anything else, too, that decides. */
function onlyTrustedProxies(text: string): number | undefined {
  const [document, ...others] = readYaml(text, ANNOTATION);
  const value: unknown = document?.value;
  if (others.length > 0 || !isObject(value) || Object.keys(value).some((key) => key !== TOPOLOGY && DECIDING.test(key))) return undefined;
  const topology = own(value, TOPOLOGY);
  const trusted = isObject(topology) && Object.keys(topology).length === 1 ? own(topology, TRUSTED_PROXIES) : undefined;
  return typeof trusted === 'number' && Number.isInteger(trusted) && trusted >= 0 ? trusted : undefined;
}
