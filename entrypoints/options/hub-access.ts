import { browser } from 'wxt/browser';
import type { SiteAccessShown } from '../../components/options/site-access.tsx';
import { originsOf } from '../../lib/hub/hub-server.ts';

/** Origins that are allowed for a download only. */
const borrowed = new Set<string>();

/**
 * Asks the browser to let a hub be asked; false when the reader declined. Without that the hub would learn the address
 * of this extension, which in Firefox tells one reader from all others. Must be called from a click.
 */
export function borrowHub(server: string, access: SiteAccessShown): Promise<boolean> {
  return borrowOrigins(originsOf(server), access);
}

/** The same of any origins that something is downloaded from. */
export function borrowOrigins(origins: readonly string[], { kind, sites }: SiteAccessShown): Promise<boolean> {
  const asked = browser.permissions.request({ origins: [...origins] });
  if (kind !== 'every-site') for (const origin of origins) if (!sites.includes(origin)) borrowed.add(origin);
  return asked;
}

/** Gives back what was allowed for downloads, when there are none under way. */
export async function giveHubsBack(): Promise<void> {
  const origins = [...borrowed];
  borrowed.clear();
  if (origins.length > 0) await browser.permissions.remove({ origins });
}
