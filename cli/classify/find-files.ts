import { open, readdir, stat } from 'node:fs/promises';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { reasonOf } from '../options.ts';

/** Something to judge, or a path that leads to nothing that can be read. */
export type Found =
  | { readonly what: 'picture' | 'texts'; readonly path: string }
  | { readonly what: 'unreadable'; readonly path: string; readonly problem: string };

const TEXTS_NAME = /\.(jsonl|ndjson)(\.gz)?$/i;
const PICTURE_NAME = /\.(jpe?g|jfif|png|apng|webp|avif|gif|heic|heif|bmp|tiff?|jxl|svg)$/i;

/** Enough of a file to know a picture by. */
const HEAD_BYTES = 4096;

/** What is done with files in a folder that are nothing to judge. */
type OnSkipped = () => void;

/**
 * What a path given on the command line stands for: itself, or everything to judge in a folder, folders in it
 * included, sorted by name so that every run has the same order. A picture is known by its first bytes whatever its
 * name; JSONL by its name. Only regular files are opened. Links to folders are followed where they are named, not
 * within folders: nothing is met twice, and a walk ends.
 */
export async function* findFiles(path: string, onSkipped: OnSkipped): AsyncGenerator<Found> {
  const kind = await kindOf(path);
  if (kind === 'folder') yield* walk(path.replace(/(?<=.)\/+$/, ''), onSkipped);
  else if (kind === 'file') yield (await look(path)) ?? { what: 'picture', path };
  else yield unreadable(path, kind);
}

async function* walk(folder: string, onSkipped: OnSkipped): AsyncGenerator<Found> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    yield unreadable(folder, cannotRead(thrown));
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* walk(path, onSkipped);
      continue;
    }
    const found = await inFolder(path);
    if (found === undefined) onSkipped();
    else yield found;
  }
}

/** What a folder holds under a name: nothing where that neither is nor claims to be anything to judge. */
async function inFolder(path: string): Promise<Found | undefined> {
  const kind = await kindOf(path);
  if (kind === 'folder') return undefined;
  if (kind !== 'file') return unreadable(path, kind);
  return (await look(path)) ?? (PICTURE_NAME.test(path) ? { what: 'picture', path } : undefined);
}

type Kind = 'file' | 'folder' | { readonly problem: string };

/** Asks the system, opens nothing: opening a pipe would wait for whoever writes into it. */
async function kindOf(path: string): Promise<Kind> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : { problem: 'It is neither a file nor a folder; JSONL from a pipe is read as -.' };
  } catch (thrown) {
    return cannotRead(thrown);
  }
}

/** What a file is by its content, or else by its name. */
async function look(path: string): Promise<Found | undefined> {
  try {
    if (isPicture(await readHead(path))) return { what: 'picture', path };
  } catch (thrown) {
    return unreadable(path, cannotRead(thrown));
  }
  return TEXTS_NAME.test(path) ? { what: 'texts', path } : undefined;
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** However broken: its first bytes name a type. */
function isPicture(head: Uint8Array): boolean {
  const sniffed = sniffPicture(head);
  return head.length > 0 && (sniffed.ok || sniffed.error.tag !== 'unsupported-type');
}

function cannotRead(thrown: unknown): { readonly problem: string } {
  return { problem: `It cannot be read: ${reasonOf(thrown)}.` };
}

function unreadable(path: string, { problem }: { readonly problem: string }): Found {
  return { what: 'unreadable', path, problem };
}
