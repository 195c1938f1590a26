import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserKind } from './driver.ts';
import { withEverySite, type ExtensionCopy } from './every-site.ts';
import { builtExtension } from './extension.ts';

export interface AlteredExtension extends ExtensionCopy {
  /** Puts other bytes in place of a file. Browsers read an unpacked extension's files each time they are asked for. */
  replace(file: string, bytes: string | Uint8Array): Promise<void>;
  /** The file as it was built. */
  restore(file: string): Promise<void>;
  /** Has a script run before the extension's own: in `worker.js` before the engine, in `background.js` before all of it. */
  prepend(file: string, script: string): Promise<void>;
}

/** A copy of the built extension, allowed on every site, whose files a test may spoil and mend; launch it `as-installed`. */
export async function alteredExtension(kind: BrowserKind): Promise<AlteredExtension> {
  const built = builtExtension(kind);
  const copy = await withEverySite(built);
  const replace = (file: string, bytes: string | Uint8Array) => writeFile(path.join(copy.dir, file), bytes);
  return {
    ...copy,
    replace,
    restore: async (file) => replace(file, await readFile(path.join(built, file))),
    prepend: async (file, script) => replace(file, `${script};\n${await readFile(path.join(built, file), 'utf8')}`),
  };
}
