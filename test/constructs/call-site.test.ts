import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

const APP = `
import zt from '../../../src/index.ts';
const { DataPlane, Http, Mesh, MeshApp, Port, ZeroTrustNamespace } = zt;
const app = new MeshApp();
const shop = new ZeroTrustNamespace(app, 'shop', { mesh: new Mesh(app, 'mesh', { dataPlane: DataPlane.AMBIENT }) });
const web = shop.addWorkload('web', { ports: [Port.http(80)] });
web.allowFrom(web, Http.get('/x'));
try { app.synthYaml(); } catch (error) { console.log(error.message); }
`;

test('a line of an ES module is named and shown, whatever its folder is called', () => {
  mkdirSync(join(ROOT, '.stamps'), { recursive: true });
  const home = mkdtempSync(join(ROOT, '.stamps', 'call-site-'));
  try {
    const folder = join(home, 'a blank & ü');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'app.ts'), APP);
    const printed = execFileSync('npx', ['tsx', 'app.ts'], { cwd: folder, encoding: 'utf8' });

    expect(printed).toMatch(/web\.allowFrom\(web, Http\.get\('\/x'\)\); +app\.ts:7/);
  } finally {
    rmSync(home, { recursive: true });
  }
});
