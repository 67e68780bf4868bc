import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { whyInstall } from '../../scripts/ensure-installed.cjs';

interface Entry { version: string; integrity?: string; optional?: boolean }

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'installed-'));
const wanted: Record<string, Entry> = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/linux-only': { version: '1.0.0', integrity: 'sha512-l', optional: true },
};

afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What is said when npm's own list in node_modules holds these packages. */
function reasonFor(installed?: Record<string, Entry>): string | undefined {
  const list = path.join(folder, 'node_modules', '.package-lock.json');
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': { name: 'app' }, ...wanted } }));
  fs.rmSync(path.dirname(list), { recursive: true, force: true });
  if (installed) {
    fs.mkdirSync(path.dirname(list));
    fs.writeFileSync(list, JSON.stringify({ packages: installed }));
  }
  return whyInstall(folder);
}

describe('npm start and npm test install', () => {
  test('when node_modules is missing, or was never finished', () => {
    expect(reasonFor()).toBe('node_modules is missing or incomplete');
  });

  test('when a version or a checksum is not that of the lock file', () => {
    expect(reasonFor({ 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } })).toBe('package-lock.json has changed (node_modules/a)');
    expect(reasonFor({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } })).toBe('package-lock.json has changed (node_modules/a)');
  });

  test('when a package is missing, or left over', () => {
    expect(reasonFor({})).toBe('package-lock.json has changed (node_modules/a)');
    expect(reasonFor({ ...wanted, 'node_modules/b': { version: '1.0.0' } })).toBe('package-lock.json has changed (node_modules/b)');
  });
});

describe('npm start and npm test do not install', () => {
  test('when all is there, with or without what is for other platforms', () => {
    expect(reasonFor(wanted)).toBeUndefined();
    expect(reasonFor({ 'node_modules/a': wanted['node_modules/a'] })).toBeUndefined();
  });

  test('when only the times of the files have changed', () => {
    reasonFor(wanted);
    fs.utimesSync(path.join(folder, 'package-lock.json'), new Date(), new Date(Date.now() + 60_000));
    expect(whyInstall(folder)).toBeUndefined();
  });
});
