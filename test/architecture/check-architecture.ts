import * as fs from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { findCycles } from './find-cycles';
import { type Import, readImports } from './read-imports';
import { readRooms, type Room } from './rooms-table';

const sourceFile = /(?<!\.d)\.[cm]?[jt]s$/;
const resolvable = ['', '.ts', '.d.ts', '.js', '.cjs', '/index.ts'];
const surface = 'src/index.ts';

/**
 * What a repository does against the table in its ARCHITECTURE.md, each as `file:line: what`; empty when it keeps to it.
 * A room is a folder of src/, except `imports`, which stands beside it. src/index.ts only re-exports, from any room.
 */
export function checkArchitecture(root: string): string[] {
  return new Inspection(root).violations();
}

class Inspection {
  private readonly rooms: ReadonlyMap<string, Room>;
  private readonly files: readonly string[];
  private readonly imports: ReadonlyMap<string, readonly Import[]>;

  constructor(private readonly root: string) {
    const table = readRooms(fs.readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8'));
    this.rooms = new Map(table.map((room) => [room.name, room]));
    this.files = ['src', 'imports'].flatMap((folder) => this.sources(folder)).sort();
    this.imports = new Map(this.files.map((file) => [file, readImports(path.join(root, file))]));
  }

  violations(): string[] {
    return [...this.emptyRooms(), ...this.files.flatMap((file) => this.violationsIn(file)), ...this.cycles()];
  }

  private sources(folder: string): string[] {
    const top = path.join(this.root, folder);
    if (!fs.existsSync(top)) return [];
    return fs.readdirSync(top, { recursive: true, encoding: 'utf8' })
      .filter((file) => sourceFile.test(file))
      .map((file) => path.posix.join(folder, file.split(path.sep).join('/')));
  }

  private emptyRooms(): string[] {
    const inhabited = new Set(this.files.map(roomOf));
    return [...this.rooms.keys()].filter((room) => !inhabited.has(room)).map((room) => `ARCHITECTURE.md: ${room} has a row and no file`);
  }

  private violationsIn(file: string): string[] {
    if (file === surface) return [];
    const room = this.rooms.get(roomOf(file) ?? '');
    if (!room) return [`${file}:1: is in no room of ARCHITECTURE.md`];
    return this.importsOf(file)
      .map((each) => ({ line: each.line, what: this.violation(file, room, each) }))
      .filter(({ what }) => what !== undefined)
      .map(({ line, what }) => `${file}:${line}: ${what}`);
  }

  private importsOf(file: string): readonly Import[] {
    return this.imports.get(file)!;
  }

  private violation(file: string, room: Room, { specifier, typeOnly }: Import): string | undefined {
    if (specifier === undefined) return `${room.name} loads a module whose name is computed, which cannot be checked`;
    if (!specifier.startsWith('.')) return packageViolation(room, specifier);
    const target = this.resolve(file, specifier);
    if (target === undefined) return `${specifier} is not a file`;
    const other = roomOf(target);
    if (other === room.name || (other !== undefined && room.rooms.includes(other))) return undefined;
    if (other !== undefined && room.typesOnly.includes(other)) return typeOnly ? undefined : `${room.name} may import only types of ${other}`;
    return `${room.name} may not import ${other ?? target}`;
  }

  /** The file that a relative import names, relative to the repository. */
  private resolve(file: string, specifier: string): string | undefined {
    const base = path.posix.join(path.posix.dirname(file), specifier);
    return resolvable.map((ending) => base + ending).find((candidate) => isFile(path.join(this.root, candidate)));
  }

  private cycles(): string[] {
    const graph = new Map(this.files.map((file) => [file, this.neighbours(file)]));
    return findCycles(graph).map((group) => {
      const { line } = this.importsOf(group[0]).find(({ specifier }) => group.includes(this.neighbour(group[0], specifier) ?? ''))!;
      return `${group[0]}:${line}: imports itself through ${group.join(' → ')}`;
    });
  }

  private neighbours(file: string): string[] {
    return this.importsOf(file).map(({ specifier }) => this.neighbour(file, specifier)).filter((target) => target !== undefined);
  }

  private neighbour(file: string, specifier: string | undefined): string | undefined {
    const target = specifier?.startsWith('.') ? this.resolve(file, specifier) : undefined;
    return target !== undefined && this.files.includes(target) ? target : undefined;
  }
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The room of a file; undefined for what lies outside of every folder. */
function roomOf(file: string): string | undefined {
  const [top, folder, ...rest] = file.split('/');
  if (top === 'imports') return 'imports';
  return top === 'src' && rest.length > 0 ? folder : undefined;
}

/** `@scope/name/path` and `name/path` are allowed by the package; a module of Node by its `node:` name. */
function packageViolation(room: Room, specifier: string): string | undefined {
  const isNode = specifier.startsWith('node:') || builtinModules.includes(specifier);
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const listed = isNode ? `node:${specifier.replace(/^node:/, '')}` : name;
  return room.packages.includes(listed) ? undefined : `${room.name} may not import ${isNode ? listed : `npm:${name}`}`;
}
