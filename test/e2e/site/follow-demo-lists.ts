import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { poll, type BrowserDriver } from '../support/driver.ts';
import { ask } from '../support/extension.ts';
import { buildDemoLists } from './demo-list.ts';

const IMPORT_TIMEOUT_MS = 30_000;

/**
 * Signs the demo curators' lists about the site at `siteUrl` and imports them the way a reader does: by a file chosen
 * on the options page. Answers how many lists were imported.
 */
export async function followDemoLists(driver: BrowserDriver, siteUrl: string): Promise<number> {
  const lists = Object.entries(await buildDemoLists(siteUrl, Date.now()));
  const dir = await mkdtemp(path.join(tmpdir(), 'witnessmark-lists-'));
  try {
    const options = await driver.openExtensionPage('options.html');
    await options.waitFor('document.querySelector(".import input[type=file]")');
    for (const [i, [name, bytes]] of lists.entries()) {
      const file = path.join(dir, `${name}.flaglist`);
      await writeFile(file, bytes);
      await options.setFiles('.import input[type=file]', [file]);
      const isFollowed = async (): Promise<boolean> => {
        const answer = await ask(driver, 'get-lists', {});
        return answer.ok && answer.value.length > i;
      };
      await poll(isFollowed, `the import of ${name}`, IMPORT_TIMEOUT_MS);
    }
    await options.close();
    return lists.length;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
