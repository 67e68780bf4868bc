import * as fc from 'fast-check';
import {
  DataPlane, Http, Mesh, MeshApp, MeshNamespace, MtlsException, MtlsExceptionExtent, MtlsExceptionMode, MtlsExceptionProps, Omission, Peer, Port, Tcp,
  AmbientWaypoint, Workload, ZeroTrustNamespace,
} from '../../src';
import { Manifest, manifestsOf } from '../support/manifests';
import { Levels, PeerAuthenticationSpec, sidecarMode, ztunnelAcceptsPlaintext } from '../support/mtls-oracle';

const TODAY = '2026-06-01';
const base = { mode: MtlsExceptionMode.PERMISSIVE, reason: 'mainframe cannot do TLS', expires: '2026-12-31', clients: ['10.20.0.0/16'] };

interface Setting {
  readonly app: MeshApp;
  readonly shop: ZeroTrustNamespace;
  readonly orders: Workload;
}

function setting(dataPlane: DataPlane, omit: Omission[] = []): Setting {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane, today: TODAY });
  const shop = new ZeroTrustNamespace(app, 'shop', { mesh, omit });
  const orders = shop.addWorkload('orders', { ports: [Port.http(8080), Port.tcp(9000), Port.mysql()] });
  return { app, shop, orders };
}

const except = ({ app, orders }: Setting, props: Partial<MtlsExceptionProps> = {}): MtlsException => (
  new MtlsException(app, 'legacy', { workload: orders, ports: [8080], ...base, ...props })
);

const find = (app: MeshApp, kind: string, name: string): Manifest => (
  manifestsOf(app).find((object) => object.kind === kind && object.metadata.name === name)!
);
const SIDECAR = DataPlane.SIDECAR;
const AMBIENT = DataPlane.AMBIENT;

describe('an mTLS exception for ports', () => {
  test('leaves the workload STRICT on every other port, says why and until when', () => {
    const here = setting(SIDECAR);
    except(here, { ports: [9000, 8080] });
    expect(find(here.app, 'PeerAuthentication', 'orders-mtls-exception')).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: {
        name: 'orders-mtls-exception',
        namespace: 'shop',
        annotations: expect.objectContaining({ 'ztmesh.dev/reason': 'mainframe cannot do TLS', 'ztmesh.dev/expires': '2026-12-31' }),
      },
      spec: {
        selector: { matchLabels: { app: 'orders' } },
        mtls: { mode: 'STRICT' },
        portLevelMtls: { 8080: { mode: 'PERMISSIVE' }, 9000: { mode: 'PERMISSIVE' } },
      },
    });
  });

  test('opens the network of the excepted ports to its clients only', () => {
    const here = setting(SIDECAR);
    except(here);
    const { spec, metadata } = find(here.app, 'NetworkPolicy', 'orders-mtls-exception');
    expect(spec).toEqual({
      podSelector: { matchLabels: { app: 'orders' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ port: 8080, protocol: 'TCP' }] }],
    });
    expect(metadata.annotations).toMatchObject({ 'ztmesh.dev/expires': '2026-12-31' });
  });

  test('leaves the other ports as open as they were where the namespace governs no network', () => {
    const here = setting(SIDECAR, [Omission.networkPolicies('the platform team manages them')]);
    here.orders.allowFrom(Peer.inNamespace('web'), Tcp.port(8080));
    except(here);
    expect((find(here.app, 'NetworkPolicy', 'orders-mtls-exception').spec as { ingress: unknown }).ingress).toEqual([
      { from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
      { ports: [3306, 9000, 15008, 15020, 15021, 15090].map((port) => ({ port, protocol: 'TCP' })) },
      { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }], ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
  });

  test.each([SIDECAR, AMBIENT])('grants its clients the port, because they have no identity, in %s mode', (dataPlane) => {
    const here = setting(dataPlane);
    except(here, { clients: ['10.20.0.0/16', '192.0.2.7'] });
    expect(find(here.app, 'AuthorizationPolicy', 'orders-allow').spec).toMatchObject({
      rules: [{ from: [{ source: { ipBlocks: ['10.20.0.0/16', '192.0.2.7'] } }], to: [{ operation: { ports: ['8080'] } }] }],
    });
  });

  test('lets its clients past a waypoint, where ztunnel can tell their address', () => {
    const here = setting(AMBIENT);
    new AmbientWaypoint(here.shop, 'waypoint');
    except(here);
    const direct = find(here.app, 'AuthorizationPolicy', 'orders-allow-direct').spec;
    expect(direct).toMatchObject({ selector: { matchLabels: { app: 'orders' } } });
    expect(JSON.stringify(direct)).toContain('"ipBlocks":["10.20.0.0/16"]');
    expect(JSON.stringify(find(here.app, 'AuthorizationPolicy', 'orders-allow').spec)).not.toContain('ipBlocks');
  });

  test('is refused together with a denial of requests that its clients would pass by', () => {
    const here = setting(AMBIENT);
    new AmbientWaypoint(here.shop, 'waypoint');
    except(here);
    here.orders.denyFrom(Peer.anyone({ reason: 'internal interface only' }), Http.any('/internal/*'));
    expect(() => here.app.synthYaml()).toThrow('ZT-C029');
  });
});

test('an exception for a whole workload has to be asked for by name', () => {
  const { ports: _, ...whole } = { ports: [], ...base };
  expect(() => new MtlsException(setting(AMBIENT).app, 'legacy', { ...whole, workload: setting(AMBIENT).orders })).toThrow('ZT-C032');
  const here = setting(AMBIENT);
  new MtlsException(here.app, 'legacy', { ...whole, workload: here.orders, extent: MtlsExceptionExtent.WHOLE_WORKLOAD });
  expect(find(here.app, 'PeerAuthentication', 'orders-mtls-exception').spec).toEqual({
    selector: { matchLabels: { app: 'orders' } }, mtls: { mode: 'PERMISSIVE' },
  });
});

describe('plaintext is accepted on the excepted ports and on no other', () => {
  const meshModes = [undefined, { mtls: { mode: 'STRICT' } }, { mtls: { mode: 'PERMISSIVE' } }] as const;
  const namespaceModes = [undefined, { mtls: { mode: 'UNSET' } }, { mtls: { mode: 'STRICT' } }] as const;
  const PORTS = [8080, 9000, 3306, 7777];
  const levels = fc.record({ mesh: fc.constantFrom(...meshModes), namespace: fc.constantFrom(...namespaceModes) });

  function workloadSpec(dataPlane: DataPlane, ports: number[], mode: MtlsExceptionMode): PeerAuthenticationSpec {
    const here = setting(dataPlane);
    except(here, { ports, mode });
    return find(here.app, 'PeerAuthentication', 'orders-mtls-exception').spec as PeerAuthenticationSpec;
  }

  test('at ztunnel, whatever mesh and namespace say', () => {
    fc.assert(fc.property(fc.subarray([8080, 9000, 3306], { minLength: 1 }), levels, (ports, above) => {
      const all: Levels = { ...above, workload: workloadSpec(AMBIENT, ports, MtlsExceptionMode.PERMISSIVE) };
      expect(PORTS.filter((port) => ztunnelAcceptsPlaintext(all, port))).toEqual(PORTS.filter((port) => ports.includes(port)));
    }), { numRuns: 30 });
  });

  test('at a sidecar, whatever mesh and namespace say', () => {
    const modes = fc.constantFrom(MtlsExceptionMode.PERMISSIVE, MtlsExceptionMode.DISABLE);
    fc.assert(fc.property(fc.subarray([8080, 9000], { minLength: 1 }), levels, modes, (ports, above, mode) => {
      const all: Levels = { ...above, workload: workloadSpec(SIDECAR, ports, mode) };
      expect(PORTS.map((port) => sidecarMode(all, port))).toEqual(PORTS.map((port) => (ports.includes(port) ? mode : 'STRICT')));
    }), { numRuns: 30 });
  });

  test('and the oracle knows the traps that this avoids', () => {
    const unset = { portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } } as const;
    const strict = { mtls: { mode: 'STRICT' } } as const;
    expect(ztunnelAcceptsPlaintext({ mesh: strict, namespace: { mtls: { mode: 'UNSET' } }, workload: unset }, 9090)).toBe(true);
    expect(sidecarMode({ mesh: strict, workload: unset }, 9090)).toBe('STRICT');
    const opened = { mtls: { mode: 'PERMISSIVE' }, portLevelMtls: { 8080: strict.mtls } } as const;
    expect(ztunnelAcceptsPlaintext({ mesh: strict, workload: opened }, 8080)).toBe(true);
  });
});

describe('an mTLS exception is refused', () => {
  test.each<[string, DataPlane, Partial<MtlsExceptionProps>, string]>([
    ['that disables mutual TLS in ambient mode', AMBIENT, { mode: MtlsExceptionMode.DISABLE }, 'ZT-C071'],
    ['for the readiness port of Istio', SIDECAR, { ports: [15021] }, 'ZT-C070'],
    ['for the metrics port of the agent', AMBIENT, { ports: [15020] }, 'ZT-C070'],
    ['for the metrics port of Envoy', SIDECAR, { ports: [15090] }, 'ZT-C070'],
    ['for ports and the whole workload at once', AMBIENT, { extent: MtlsExceptionExtent.WHOLE_WORKLOAD }, 'ZT-C070'],
    ['for a port that is not declared', SIDECAR, { ports: [8081] }, 'ZT-C004'],
    ['without a port', SIDECAR, { ports: [] }, 'ZT-C032'],
    ['on which clients of MySQL would hang', SIDECAR, { ports: [3306] }, 'ZT-C074'],
    ['whose reason says nothing', SIDECAR, { reason: 'legacy' }, 'ZT-C005'],
    ['without clients', SIDECAR, { clients: [] }, 'ZT-C032'],
    ['for everyone', SIDECAR, { clients: ['0.0.0.0/0'] }, 'ZT-C035'],
    ['for everyone who has an IPv6 address', SIDECAR, { clients: ['::/0'] }, 'ZT-C035'],
    ['for clients whose network cannot be read', SIDECAR, { clients: ['10.20'] }, 'ZT-C035'],
    ['until some day', SIDECAR, { expires: 'next year' }, 'ZT-C073'],
    ['until a day that is none', SIDECAR, { expires: '2026-02-30' }, 'ZT-C073'],
    ['until a month that is none', SIDECAR, { expires: '2026-13-01' }, 'ZT-C073'],
  ])('%s', (_, dataPlane, props, code) => {
    expect(() => except(setting(dataPlane), props)).toThrow(code);
  });

  test('for a workload that has one', () => {
    const here = setting(SIDECAR);
    except(here);
    expect(() => new MtlsException(here.app, 'second', { workload: here.orders, ports: [9000], ...base })).toThrow('ZT-C075');
  });

  test('for a whole workload without ports', () => {
    const here = setting(SIDECAR);
    const job = here.shop.addWorkload('job');
    const whole = { workload: job, ...base, extent: MtlsExceptionExtent.WHOLE_WORKLOAD };
    expect(() => new MtlsException(here.app, 'legacy', whole)).toThrow('ZT-C013');
  });

  test('at synthesis on the day after its last', () => {
    const last = setting(SIDECAR);
    except(last, { expires: TODAY });
    expect(() => last.app.synthYaml()).not.toThrow();
    const over = setting(SIDECAR);
    except(over, { expires: '2026-05-31' });
    expect(() => over.app.synthYaml()).toThrow('ZT-C072');
  });

  test.each([
    ['a grant', (orders: Workload, peer: Peer) => orders.allowFrom(peer, Tcp.port(3306))],
    ['a denial', (orders: Workload, peer: Peer) => orders.denyFrom(peer, Tcp.port(3306))],
  ])('at synthesis together with %s to an identity on a port without identities', (_, grant) => {
    const here = setting(SIDECAR);
    except(here, { ports: [3306], mode: MtlsExceptionMode.DISABLE });
    expect(() => here.app.synthYaml()).not.toThrow();
    grant(here.orders, Peer.inNamespace('web'));
    expect(() => here.app.synthYaml()).toThrow('ZT-C076');
  });
});

test('MySQL can be excepted in ambient mode, where ztunnel waits for nobody', () => {
  const here = setting(AMBIENT);
  except(here, { ports: [3306] });
  expect(() => here.app.synthYaml()).not.toThrow();
});

test('an exception belongs to the mesh of its workload, wherever it is written', () => {
  const here = setting(SIDECAR);
  expect(Mesh.of(except(here))).toBe(here.orders._mesh);
  expect(here.shop).toBeInstanceOf(MeshNamespace);
});
