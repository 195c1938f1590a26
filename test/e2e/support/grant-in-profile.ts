import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes into a Chromium profile, while its browser is closed, that the reader allowed the extension these origins:
 * no driver can answer the question Chromium asks. The browser starts with the grant as if it had been given before.
 */
export async function grantInProfile(profileDir: string, extensionId: string, origins: readonly string[]): Promise<void> {
  const file = path.join(profileDir, 'Default', 'Preferences');
  const preferences = JSON.parse(await readFile(file, 'utf8')) as {
    extensions: { settings: Record<string, Record<string, { explicit_host?: string[] }>> };
  };
  const extension = preferences.extensions.settings[extensionId];
  if (extension === undefined) throw new Error(`The profile knows no extension ${extensionId}`);
  for (const name of ['active_permissions', 'granted_permissions']) {
    const permissions = extension[name];
    if (permissions === undefined) throw new Error(`The profile keeps no ${name}`);
    permissions.explicit_host = [...(permissions.explicit_host ?? []), ...origins];
  }
  await writeFile(file, JSON.stringify(preferences));
}
