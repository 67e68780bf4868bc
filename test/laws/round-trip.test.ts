import * as fc from 'fast-check';
import { answers, meshOf, OBJECTS } from './random-mesh';
import { YamlText } from '../../src/constructs/app/synthesis/yaml-text';
import { parseMesh } from '../../src/manifest/parse/parse-mesh';
import { readYaml } from '../../src/manifest/parse/read-yaml';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';
import { renderPeerAuthentication } from '../../src/manifest/render-peer-authentication';
import { renderRequestAuthentication } from '../../src/manifest/render-request-authentication';
import {
  Attachment, AuthorizationPolicy, Condition, ListMatch, NonEmpty, OperationMatch, PeerAuthentication, RequestAuthentication, Rules, SourceMatch,
  StringMatch, textOf, TokenIssuer,
} from '../../src/model';
import type { Mesh, TextMatch, WrittenPolicy } from '../../src/model/mesh';
import type { Manifest } from '../evaluate/small-mesh';
import { valueOf } from '../manifest/parse/mesh-of';

/** Texts that mean something else in YAML when they stand bare, and others. */
const TEXTS = ['yes', 'null', '010', '1e3', '~', ' a ', 'a: b', '# a', "it's", '"', '{}', '- a', '2026-01-01', 'é\n', 'cluster.local/ns/shop/sa/web', '/a', 'shop', 'GET', 'api.shop'];
const text = fc.constantFrom(...TEXTS);
const nonEmpty = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<NonEmpty<T>> => (
  fc.array(item, { minLength: 1, maxLength: 2 }).map(([first, ...others]) => [first, ...others] as const)
);
const matchOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<ListMatch<T>> => fc.oneof(
  nonEmpty(value).map((values) => ({ values })),
  nonEmpty(value).map((notValues) => ({ notValues })),
  fc.record({ values: nonEmpty(value), notValues: nonEmpty(value) }),
);
const pattern: fc.Arbitrary<StringMatch> = fc.oneof(
  text.map((value) => ({ kind: 'exact' as const, value })), text.map((value) => ({ kind: 'prefix' as const, value })), text.map((value) => ({ kind: 'suffix' as const, value })),
  fc.constant<StringMatch>({ kind: 'present' }), fc.constant<StringMatch>({ kind: 'template', value: '/a/{*}/b/{**}' }),
);
const block = matchOf(fc.constantFrom('10.0.0.0/8', '10.1.0.1', '::1'));

const source: fc.Arbitrary<SourceMatch> = fc.record({
  principals: matchOf(pattern), requestPrincipals: matchOf(pattern), namespaces: matchOf(pattern), ipBlocks: block, remoteIpBlocks: block,
}, { requiredKeys: ['principals'] });
const operation: fc.Arbitrary<OperationMatch> = fc.record({
  ports: matchOf(fc.constantFrom(80, 8080)), methods: matchOf(pattern), paths: matchOf(pattern), hosts: matchOf(pattern),
}, { requiredKeys: ['hosts'] });
const condition: fc.Arbitrary<Condition> = fc.record({ key: fc.constantFrom('source.namespace', 'request.headers[x-team]', 'request.auth.claims[a][b]'), match: matchOf(pattern) });
const rules: fc.Arbitrary<Rules> = fc.oneof(
  fc.constant<Rules>({ kind: 'nothing' }), fc.constant<Rules>({ kind: 'everything' }),
  nonEmpty(fc.record({
    from: fc.oneof(fc.constant('any' as const), nonEmpty(source)), to: fc.oneof(fc.constant('any' as const), nonEmpty(operation)), when: fc.array(condition, { maxLength: 2 }),
  })).map((some): Rules => ({ kind: 'some', rules: some })),
);
const attachment: fc.Arbitrary<Attachment> = fc.oneof(
  fc.constant<Attachment>({ kind: 'namespace' }), fc.dictionary(text, text, { minKeys: 1, maxKeys: 2 }).map((labels): Attachment => ({ kind: 'workloads', labels })),
  fc.constantFrom<Attachment>(
    { kind: 'workloads', labels: { app: 'api' } }, { kind: 'targets', refs: [{ kind: 'Service', name: 'api' }] },
    { kind: 'targets', refs: [{ kind: 'Gateway', name: 'edge' }, { kind: 'GatewayClass', name: 'istio-waypoint' }] },
  ),
);
const policy: fc.Arbitrary<AuthorizationPolicy> = fc.record({ action: fc.constantFrom('ALLOW', 'DENY'), attachment, rules });

const manifest = (kind: string, spec: object): Manifest => ({ apiVersion: 'security.istio.io/v1', kind, metadata: { name: 'p', namespace: 'shop' }, spec });

const yaml = new YamlText();

/** As synthesis writes it, and as it is read. */
function readBack(object: Manifest): { readonly mesh: Mesh; readonly documents: ReturnType<typeof readYaml> } {
  const documents = readYaml(yaml.document(object), 'f.yaml');
  return { mesh: parseMesh(documents), documents };
}

const written = <T>(match: ListMatch<T>, textual: (value: T) => string): TextMatch => (
  { values: (match.values ?? []).map(textual), notValues: (match.notValues ?? []).map(textual) }
);
const valueText = (value: unknown): string => (isPattern(value) ? textOf(value) : String(value));
const isPattern = (value: unknown): value is StringMatch => typeof value === 'object';
const fieldsOf = (fields: SourceMatch | OperationMatch): Readonly<Record<string, TextMatch>> => Object.fromEntries(
  Object.entries(fields).map(([name, match]: [string, ListMatch<unknown>]) => [name, written(match, valueText)]),
);

/** What the reader should make of the rules. */
function expectedRules(meant: Rules): unknown {
  if (meant.kind === 'nothing') return 'nothing';
  if (meant.kind === 'everything') return [{ from: [], to: [], when: [] }];
  return meant.rules.map(({ from, to, when }) => ({
    from: from === 'any' ? [] : from.map(fieldsOf),
    to: to === 'any' ? [] : to.map(fieldsOf),
    when: when.map(({ key, match }) => ({ key, match: written(match, textOf) })),
  }));
}

function writtenRules({ rules: read }: WrittenPolicy): unknown {
  return read === 'nothing' ? read : read.map((rule) => {
    const { at: _at, ...parts } = valueOf(rule);
    return parts;
  });
}

test('an AuthorizationPolicy is read back with the meaning that was rendered', () => {
  fc.assert(fc.property(policy, (meant) => {
    const object = manifest('AuthorizationPolicy', renderAuthorizationPolicy(meant));
    const { mesh, documents } = readBack(object);
    const read = valueOf(mesh.authorizationPolicies[0]);
    expect(mesh.diagnostics.filter(({ code }) => code !== 'refused-by-istiod')).toEqual([]);
    expect(documents.map(({ value }) => value)).toEqual([JSON.parse(JSON.stringify(object))]);
    expect(read.action).toBe(meant.action);
    expect(writtenRules(read)).toEqual(expectedRules(meant.rules));
    expect(read.attachment).toMatchObject(meant.attachment.kind === 'workloads' ? { selector: meant.attachment.labels } : {
      targetRefs: meant.attachment.kind === 'targets' ? meant.attachment.refs.map(({ kind, name }) => ({ kind, name })) : [],
    });
    expect(answers(parseMesh([...OBJECTS.flatMap((one) => readYaml(yaml.document(one), 'g.yaml')), ...documents]))).toEqual(answers(meshOf([...OBJECTS, object])));
  }), { numRuns: 120 });
});

const mode = fc.constantFrom('STRICT' as const, 'PERMISSIVE' as const, 'DISABLE' as const);
const mtlsPort = fc.record({ containerPort: fc.integer({ min: 1, max: 65535 }), mode });
const peer: fc.Arbitrary<PeerAuthentication> = fc.record({
  labels: fc.dictionary(text, text, { minKeys: 1, maxKeys: 2 }),
  mode,
  ports: fc.uniqueArray(mtlsPort, { maxLength: 3, selector: (port) => port.containerPort }),
});

test('a PeerAuthentication is, too', () => {
  fc.assert(fc.property(peer, (meant) => {
    const { mesh } = readBack(manifest('PeerAuthentication', renderPeerAuthentication(meant)));
    const { selector, mode: readMode, portModes } = valueOf(mesh.peerAuthentications[0]);
    const ports = new Map(meant.ports.map((port) => [port.containerPort, port.mode]));
    expect({ selector, mode: readMode, ports: new Map(portModes) }).toEqual({ selector: meant.labels, mode: meant.mode, ports });
  }), { numRuns: 60 });
});

const place = fc.oneof(
  fc.record({ kind: fc.constant('header' as const), name: fc.constantFrom('X-Jwt', 'authorization'), prefix: fc.constantFrom('', 'Bearer ', 'yes') }),
  fc.record({ kind: fc.constant('cookie' as const), name: text }), fc.record({ kind: fc.constant('query-parameter' as const), name: text, reason: fc.constant('a test') }),
);
const issuer = (name: string): fc.Arbitrary<TokenIssuer> => fc.record({
  issuer: fc.constant(name),
  audiences: nonEmpty(text),
  keys: fc.constant({ kind: 'uri' as const, uri: 'https://idp.example/keys' }),
  places: nonEmpty(place),
  claimHeaders: fc.array(fc.record({ header: fc.constantFrom('X-Role', 'x-b'), claim: text }), { maxLength: 2 }),
  payloadHeader: fc.constantFrom('X-Payload', 'x-p'),
  forwardsToken: fc.boolean(),
  spaceDelimitedClaims: fc.array(text, { maxLength: 2 }),
}, { requiredKeys: ['issuer', 'audiences', 'keys', 'places', 'claimHeaders', 'forwardsToken', 'spaceDelimitedClaims'] });
const authentication: fc.Arbitrary<RequestAuthentication> = fc.record({ attachment, issuers: fc.tuple(issuer('https://b.example'), issuer('https://a.example')) });

test('so is a RequestAuthentication, its rules by issuer', () => {
  const order = ['header', 'param', 'cookie'];
  fc.assert(fc.property(authentication, (meant) => {
    const { mesh } = readBack(manifest('RequestAuthentication', renderRequestAuthentication(meant)));
    expect(mesh.diagnostics.filter(({ code }) => code !== 'refused-by-istiod')).toEqual([]);
    const read = valueOf(mesh.requestAuthentications[0]).rules.map(valueOf).map(({ at: _at, ...rule }) => rule);
    expect(read).toEqual([...meant.issuers].reverse().map((one) => ({
      issuer: one.issuer,
      audiences: one.audiences,
      places: one.places.map((at) => {
        if (at.kind === 'header') return { kind: 'header', name: at.name.toLowerCase(), prefix: at.prefix };
        return { kind: at.kind === 'cookie' ? 'cookie' : 'param', name: at.name };
      }).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
      spaceDelimitedClaims: one.spaceDelimitedClaims,
      forwardsToken: one.forwardsToken,
      ...(one.payloadHeader === undefined ? {} : { payloadHeader: one.payloadHeader.toLowerCase() }),
      claimHeaders: one.claimHeaders.map(({ header, claim }) => ({ header: header.toLowerCase(), claim })),
    })));
  }), { numRuns: 60 });
});
