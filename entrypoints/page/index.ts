import { browser } from 'wxt/browser';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { labelPage } from './label-page.ts';
import { whenShown } from './when-shown.ts';

/** How often the script looks whether its extension is still there. */
const LOOK_EVERY_MS = 10_000;

/**
 * The content script. Declared in wxt.config.ts rather than as a content script of WXT, whose wrapper would be a
 * twentieth of what a page may cost.
 */
export default defineUnlistedScript(() => {
  const alive = new AbortController();
  // A page may be given the script twice, and keeps that of an extension since updated: the newest takes over.
  const world = globalThis as { witnessmark?: unknown };
  // Until it is set, the name answers with an element of the page that has it as its id.
  if (world.witnessmark instanceof AbortController) world.witnessmark.abort();
  world.witnessmark = alive;
  void endWithExtension(alive);
  void labelPage(document, alive.signal);
});

/** After an update or removal of the extension its scripts stay in open pages, with nobody to ask. */
async function endWithExtension(alive: AbortController): Promise<void> {
  while (browser.runtime?.id !== undefined && !alive.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    await whenShown(alive.signal);
  }
  alive.abort();
}
