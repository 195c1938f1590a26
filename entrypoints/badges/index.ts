import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { createBadges } from './badges.ts';

/**
 * What draws in a page: badges, bars, cards and covers. Most pages show none, so it is no part of the content script;
 * the background puts it into the same world when that asks (bring-badges.ts), which finds it under this name.
 */
export default defineUnlistedScript(() => {
  (globalThis as { witnessmarkBadges?: typeof createBadges }).witnessmarkBadges = createBadges;
});
