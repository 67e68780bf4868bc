import * as fs from 'node:fs';
import * as path from 'node:path';
import { DataPlane, MeshApp } from 'cdk8s-istio-zero-trust';
import { build } from '../main';

const GOLDEN = path.join(__dirname, '..', 'golden');

test.each(Object.values(DataPlane))('in %s mode the shop is the YAML that was reviewed', (dataPlane) => {
  const reviewed = fs.readFileSync(path.join(GOLDEN, dataPlane, 'shop.k8s.yaml'), 'utf8');
  const app: MeshApp = build(dataPlane);

  expect(app.synthYaml()).toBe(reviewed);
});
