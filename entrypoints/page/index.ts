import { browser } from 'wxt/browser';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { labelPage } from './label-page.ts';

/** How often the script looks whether its extension is still there. */
const LOOK_EVERY_MS = 10_000;

/**
 * The content script. Declared in wxt.config.ts rather than as a content script of WXT, whose wrapper would be a
 * twentieth of what a page may cost.
 */
export default defineUnlistedScript(() => {
  const alive = new AbortController();
  // After an update or removal of the extension its scripts stay in open pages, with nobody to ask.
  const timer = setInterval(() => {
    if (browser.runtime?.id !== undefined) return;
    clearInterval(timer);
    alive.abort();
  }, LOOK_EVERY_MS);
  void labelPage(document, alive.signal);
});
