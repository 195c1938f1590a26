import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** Rooms a room may import besides itself, and packages it alone (or with others named) may use. */
interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const DECODERS = ['fflate', '@noble/hashes', 'sharp'];

/** The import table of the house: docs/architecture.md explains it. */
const TABLE: Readonly<Record<string, Room>> = {
  'lib/core': { rooms: [], packages: [] },
  'lib/subjects': { rooms: ['lib/core'], packages: ['@noble/hashes', 'tldts'] },
  'lib/media': { rooms: ['lib/core'], packages: DECODERS },
  'lib/i18n': { rooms: ['lib/core'], packages: [] },
  'lib/sites': { rooms: ['lib/core'], packages: [] },
  'lib/detect': { rooms: ['lib/core', 'lib/media', 'lib/subjects'], packages: ['@noble/hashes', '@huggingface/transformers'] },
  'lib/provenance': { rooms: ['lib/core', 'lib/media'], packages: [...DECODERS, '@contentauth/c2pa-wasm'] },
  // Asks a hub of models: what it answers is decoded here, what becomes of it is for the flows.
  'lib/hub': { rooms: ['lib/core', 'lib/media'], packages: ['zod', '@noble/hashes'] },
  'lib/lists': { rooms: ['lib/core', 'lib/subjects'], packages: ['zod', '@noble/curves', '@noble/hashes', '@scure/bip39', 'fflate'] },
  // Asks relays, mirrors and other readers for lists: what they answer is decoded by who asks.
  'lib/peers': { rooms: ['lib/core', 'lib/media'], packages: ['nostr-tools'] },
  'lib/measure': { rooms: ['lib/core'], packages: [] },
  'lib/store': { rooms: ['lib/core'], packages: ['dexie', 'zod'] },
  'lib/export': { rooms: ['lib/core'], packages: ['zod', 'fflate'] },
  'lib/messages': { rooms: ['lib/core', 'lib/i18n', 'lib/sites'], packages: ['zod', 'wxt'] },
  'lib/flows': {
    rooms: ['lib/core', 'lib/subjects', 'lib/media', 'lib/detect', 'lib/provenance', 'lib/hub', 'lib/lists', 'lib/peers', 'lib/store', 'lib/export'],
    packages: [],
  },
  components: { rooms: ['lib/core', 'lib/i18n'], packages: ['preact'] },
};

/** Packages only these files may touch. */
const ONLY_HOME: Readonly<Record<string, RegExp>> = {
  '@huggingface/transformers': /^lib\/detect\/runtime\.ts$/,
  '@contentauth/c2pa-wasm': /^lib\/provenance\/c2pa-runtime\.ts$/,
  wxt: /^(lib\/messages\/(send|serve)\.ts|entrypoints\/.*)$/,
  dexie: /^lib\/store\//,
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = [...Object.keys(TABLE), 'entrypoints', 'cli']
  .filter((room) => existsSync(join(ROOT, room)))
  .flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(room, name)),
  );
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const found = source.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm);
  return [...found].map(([, type, fixed, dynamic]) => {
    const specifier = (fixed ?? dynamic)!;
    const target = specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), specifier)) : specifier;
    return { file, target: target.replace(/\?.*$/, ''), typeOnly: type !== undefined };
  });
}

function roomOf(path: string): string {
  const [first, second] = path.split('/');
  return first === 'lib' ? `lib/${second}` : first!;
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

describe('the import table', () => {
  for (const [room, allowed] of Object.entries(TABLE)) {
    it(`${room} imports only what its row allows`, () => {
      const strangers = imports
        .filter(({ file }) => roomOf(file) === room)
        .filter(({ file, target }) => {
          // Files for node only say so in their name.
          if (target.startsWith('node:')) return !file.endsWith('-node.ts');
          if (existsSync(join(ROOT, target))) return roomOf(target) !== room && !allowed.rooms.includes(roomOf(target));
          return !allowed.packages.includes(packageOf(target));
        });
      expect(strangers.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
    });
  }

  it('every room of lib has a row', () => {
    const rooms = readdirSync(join(ROOT, 'lib')).map((name) => `lib/${name}`);
    expect(rooms.filter((room) => !(room in TABLE))).toEqual([]);
  });

  it('entrypoints and the command line are imported by nobody', () => {
    const wrong = imports.filter(
      ({ file, target }) => /^(entrypoints|cli)\//.test(target) && roomOf(target) !== roomOf(file),
    );
    expect(wrong).toEqual([]);
  });

  for (const [name, home] of Object.entries(ONLY_HOME)) {
    it(`${name} is imported only in ${home.source}`, () => {
      const strangers = imports.filter(({ file, target }) => packageOf(target) === name && !home.test(file));
      expect(strangers.map(({ file }) => file)).toEqual([]);
    });
  }

  it('only wiring and messages speak to the browser', () => {
    const strangers = files.filter((file) => {
      if (/^(entrypoints\/|lib\/messages\/(send|serve)\.ts)/.test(file)) return false;
      return /\b(browser|chrome)\.(runtime|tabs|storage|alarms|offscreen|scripting)\b/.test(readFileSync(join(ROOT, file), 'utf8'));
    });
    expect(strangers).toEqual([]);
  });

  it('nothing in the core knows the time, chance or a document', () => {
    const impure = files.filter(
      (file) =>
        file.startsWith('lib/core/') &&
        /\bDate\.now|\bMath\.random|\bdocument\.|\bwindow\.|\bfetch\(/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(impure).toEqual([]);
  });

  it('there are no barrels', () => {
    expect(files.filter((file) => /(^|\/)index\.tsx?$/.test(file) && !file.startsWith('entrypoints/'))).toEqual([]);
  });
});
