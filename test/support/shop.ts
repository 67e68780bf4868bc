import { App } from 'cdk8s';
import { AmbientWaypoint, DataPlane, Mesh, MeshApp, MeshProps, Port, Workload, ZeroTrustNamespace, ZeroTrustNamespaceProps } from '../../src';
import { MisuseError } from '../../src/problems';

/** A small shop: `web` and `jobs` call, `payments` is called over HTTP and on a database port. */
export interface Shop {
  readonly app: App;
  readonly mesh: Mesh;
  readonly shop: ZeroTrustNamespace;
  readonly web: Workload;
  readonly jobs: Workload;
  readonly payments: Workload;
}

export interface ShopOptions {
  readonly app?: App;
  readonly mesh?: Partial<MeshProps>;
  readonly namespace?: Partial<ZeroTrustNamespaceProps>;
}

export const HTTP_PORT = 8080;
export const SQL_PORT = 5432;

export function aShop(dataPlane: DataPlane, { app = new MeshApp(), mesh: props, namespace }: ShopOptions = {}): Shop {
  const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane, ...props });
  const shop = new ZeroTrustNamespace(app, 'shop', { mesh, ...namespace });
  const web = shop.addWorkload('web', { ports: [Port.http(HTTP_PORT)] });
  const jobs = shop.addWorkload('jobs');
  const payments = shop.addWorkload('payments', { ports: [Port.http(HTTP_PORT).onServicePort(80), Port.tcp(SQL_PORT)] });
  return { app, mesh, shop, web, jobs, payments };
}

/** The same in the ways in which HTTP rules can be enforced. */
export const planesForHttp = [DataPlane.SIDECAR, DataPlane.AMBIENT] as const;

export function aShopForHttp(dataPlane: DataPlane, options: ShopOptions = {}): Shop & { readonly waypoint: AmbientWaypoint } {
  const shop = aShop(dataPlane, options);
  return { ...shop, waypoint: new AmbientWaypoint(shop.shop, 'waypoint') };
}

/** What an app is refused for, as one text; fails when it is accepted. */
export function refusal(app: App): string {
  try {
    app.synthYaml();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the app was accepted');
}

/** The codes of all problems of an app, each once, in order. */
export const refusedCodes = (app: App): readonly string[] => [...new Set(refusal(app).match(/ZT-[A-Z]\d{3}/g) ?? [])].sort();

/** The code of what is thrown at the call. */
export function misuseCode(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof MisuseError) {
      return error.message.slice(0, 'ZT-C000'.length);
    }
    throw error;
  }
  throw new Error('the call was accepted');
}
