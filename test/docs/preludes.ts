/** The apps that documents continue. `dataPlane` is there because the tests run each block in both planes. */

const mesh = `
declare const dataPlane: DataPlane;
const app = new MeshApp();
const mesh = new Mesh(app, 'mesh', { trustDomain: 'corp.example', dataPlane, today: '2027-01-15' });
`;

const shop = `${mesh}
const shop = new ZeroTrustNamespace(app, 'shop', { mesh });
const web = shop.addWorkload('web', { ports: [Port.http(8080)] });
const payments = shop.addWorkload('payments', { ports: [Port.http(8443)] });
const ledger = shop.addWorkload('ledger', { ports: [Port.tcp(5432, 'postgres')] });
`;

const waypoint = `${shop}
const waypoint = new AmbientWaypoint(shop, 'waypoint');
`;

export const preludes: ReadonlyMap<string, string> = new Map(Object.entries({ mesh, shop, waypoint }));
