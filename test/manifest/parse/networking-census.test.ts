import { completed, fieldOf, leavesOfKinds } from './crd-leaves';
import { withoutPlaces } from './mesh-of';
import { plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseMesh } from '../../../src/manifest/parse/parse-mesh';

/** Fields that are read past, and why they change no decision. */
const DECIDE_NOTHING: readonly (readonly [RegExp, string])[] = [
  [/connectionPool|inboundConnectionPool|outlierDetection|retryBudget/, 'how many connections there are, and to which healthy endpoints'],
  [/loadBalancer\./, 'which endpoint answers: all of them have to agree, and only PASSTHROUGH chooses another way to them'],
  [/trafficPolicy.*tls\.(caCertificates|caCrl|clientCertificate|insecureSkipVerify|privateKey|sni)/, 'whether a client trusts a server, which is for the two of them'],
  [/proxyProtocol\.|tunnel\./, 'it leaves the answer open, whatever it says'],
  [/^Sidecar (egress|ingress)\[\]\.port\.(name|targetPort)/, 'a name, and a field that Istio does not read'],
  [/^Sidecar egress\[\]\.port\.protocol/, 'what a client speaks on a port: only that of an HTTP proxy matters'],
  [/^Sidecar (egress|ingress)\[\]\.bind/, 'which address it is: one of its own leaves the answer open'],
  [/^Sidecar ingress\[\]\.(defaultEndpoint|tls\.)/, 'where the application listens, and TLS that istiod ignores unless a flag leaves the answer open'],
  [/^Sidecar outboundTrafficPolicy\.egressProxy/, 'it leaves the answer open, whatever it says'],
  [/^ServiceEntry subjectAltNames/, 'whom a client expects outside of the mesh'],
  [/(locality|network|weight)$/, 'which endpoint is preferred'],
  [/^WorkloadGroup probe/, 'whether a machine counts as healthy'],
  [/^ProxyConfig/, 'how a proxy is run'],
];

/** Fields that are required beside the one in question. */
const REQUIRED: Readonly<Record<string, object>> = {
  subsets: { name: 'n' },
  portLevelSettings: { port: { number: 80 } },
  ingress: { port: { number: 80 } },
  port: { number: 80 },
  ports: { number: 80 },
};

const WHOLE: Readonly<Record<string, object>> = { DestinationRule: { host: 'h' }, ServiceEntry: { hosts: ['h'] } };
const KINDS = ['DestinationRule', 'ProxyConfig', 'ServiceEntry', 'Sidecar', 'WorkloadEntry', 'WorkloadGroup'];
const ALL = leavesOfKinds(KINDS);

function meshOf(apiVersion: string, kind: string, spec: unknown) {
  const filled = { ...WHOLE[kind], ...completed(spec, REQUIRED) as object };
  return parseMesh([plainDocument({ apiVersion, kind, metadata: { name: 'p' }, spec: filled }, { file: 'f', line: 1, column: 1 })]);
}

test('every reason is about some field', () => {
  const fields = ALL.map(([title]) => fieldOf(title));
  expect(ALL.length).toBeGreaterThan(500);
  expect(DECIDE_NOTHING.filter(([pattern]) => !fields.some((field) => pattern.test(field)))).toEqual([]);
});

test.each(KINDS)('each field of a %s is read, or is known to decide nothing', (wanted) => {
  const wrong = ALL.filter(([, { kind }]) => kind === wanted).flatMap(([title, { apiVersion, kind, specs }]) => {
    const [a, b] = specs.map((spec) => meshOf(apiVersion, kind, spec));
    const diagnostics = [...a.diagnostics, ...b.diagnostics].map(({ field, message }) => `${title}: ${field} ${message}`);
    const isTold = JSON.stringify(withoutPlaces(a)) !== JSON.stringify(withoutPlaces(b));
    const isSilent = DECIDE_NOTHING.some(([pattern]) => pattern.test(fieldOf(title)));
    return [...diagnostics, ...isTold === isSilent ? [`${title}: ${isTold ? 'is read, though it should decide nothing' : 'is not read'}`] : []];
  });
  expect(wrong).toEqual([]);
});
