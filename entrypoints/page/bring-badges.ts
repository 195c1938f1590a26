import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import type { createBadges } from '../badges/badges.ts';
import { waitFor } from './wait-for.ts';

const TRY_LATER_MS = 30_000;

/**
 * Has the background put the script that draws (entrypoints/badges) into this page; it runs in our world, which no
 * page sees into. Never rejects; undefined only when `alive` ended.
 */
export async function bringBadges(alive: AbortSignal): Promise<typeof createBadges | undefined> {
  while (!alive.aborted) {
    const answer = await sendPatiently('load-badges', {}, alive);
    // As a name of its own: for one that does not exist an element of the page would answer.
    if (answer.ok && Object.hasOwn(globalThis, 'witnessmarkBadges')) {
      return (globalThis as { readonly witnessmarkBadges?: typeof createBadges }).witnessmarkBadges;
    }
    await waitFor(TRY_LATER_MS, alive);
  }
  return undefined;
}
