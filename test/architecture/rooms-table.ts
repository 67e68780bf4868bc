/** A row of the table in ARCHITECTURE.md. */
export interface Room {
  readonly name: string;
  readonly floor: number;
  /** Names of rooms. */
  readonly rooms: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly typesOnly: readonly string[];
  /** Npm packages and `node:` modules. */
  readonly packages: readonly string[];
}

const header = /^\|\s*floor\s*\|\s*room\s*\|\s*holds\s*\|\s*may import\s*\|$/i;

/**
 * Reads the table whose columns are `floor | room | holds | may import`.
 *
 * In the last cell a room is written in backticks, `npm:name` is a package and `node:name` a module of Node; "(types)" after a room
 * allows its types only, and a cell without backticks says `nothing`.
 * @throws when the table is missing or says something that cannot be read: an unread row would allow everything.
 */
export function readRooms(markdown: string): Room[] {
  const lines = markdown.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => header.test(line));
  if (start < 0) throw new Error('no table with the columns floor | room | holds | may import');
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  const rooms = lines.slice(start + 2, end < 0 ? undefined : end).map(readRow);
  rooms.forEach((room) => refuseContradictions(room, rooms));
  return rooms;
}

function readRow(line: string): Room {
  const [floor, room, , mayImport] = line.replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());
  const name = /^`([^`]+?)\/?`/.exec(room ?? '')?.[1];
  if (name === undefined || !/^\d+$/.test(floor) || !mayImport) throw new Error(`this row cannot be read: ${line}`);
  const items = [...mayImport.matchAll(/`([^`]+)`(\s*\(types\))?/g)].map(([, item, types]) => ({ item, types: types !== undefined }));
  if (items.length === 0 && mayImport !== 'nothing') throw new Error(`${name} may import "${mayImport}": write names in backticks, or nothing`);
  const isRoom = (item: string) => !item.includes(':');
  return {
    name,
    floor: Number(floor),
    rooms: items.filter(({ item, types }) => isRoom(item) && !types).map(({ item }) => item),
    typesOnly: items.filter(({ item, types }) => isRoom(item) && types).map(({ item }) => item),
    packages: items.filter(({ item }) => !isRoom(item)).map(({ item }) => item.replace(/^npm:/, '')),
  };
}

function refuseContradictions(room: Room, all: readonly Room[]): void {
  if (all.filter(({ name }) => name === room.name).length > 1) throw new Error(`${room.name} has two rows`);
  for (const name of [...room.rooms, ...room.typesOnly]) {
    const other = all.find((each) => each.name === name);
    if (!other) throw new Error(`${room.name} may import ${name}, which has no row; a package is written npm:${name}`);
    if (other.floor >= room.floor) throw new Error(`${room.name} (floor ${room.floor}) may not import ${name} (floor ${other.floor})`);
  }
}
