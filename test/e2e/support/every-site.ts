import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVERY_PAGE } from '../../../lib/sites/named-sites.ts';

export interface ExtensionCopy {
  readonly dir: string;
  remove(): Promise<void>;
}

/**
 * The extension as if its reader had chosen “every site”: no driver can answer the browser's own question. Only the
 * manifest differs from what ships.
 */
export async function withEverySite(extensionDir: string): Promise<ExtensionCopy> {
  const dir = await mkdtemp(path.join(tmpdir(), 'witnessmark-extension-'));
  await cp(extensionDir, dir, { recursive: true });
  const file = path.join(dir, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const [script, ...others] = manifest.content_scripts;
  if (script === undefined || others.length > 0) throw new Error('The manifest declares one content script');
  await writeFile(
    file,
    JSON.stringify({ ...manifest, host_permissions: EVERY_PAGE, optional_host_permissions: [], content_scripts: [{ ...script, matches: EVERY_PAGE }] }),
  );
  return { dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }) };
}

interface Manifest {
  readonly content_scripts: readonly object[];
}
