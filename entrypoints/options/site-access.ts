import { browser } from 'wxt/browser';
import type { SiteAccessKind, SiteAccessShown } from '../../components/options/site-access.tsx';
import type { OtherSites } from '../../lib/core/settings.ts';
import { allowsEveryPage, EVERY_PAGE, NAMED_ORIGINS, NAMED_PAGES } from '../../lib/sites/named-sites.ts';

export async function readSiteAccess(otherSites: OtherSites): Promise<SiteAccessShown> {
  const { origins = [] } = await browser.permissions.getAll();
  const isEverySite = allowsEveryPage(origins);
  const isAllowed = await Promise.all(NAMED_PAGES.map((origin) => browser.permissions.contains({ origins: [origin] })));
  return {
    kind: isEverySite ? 'every-site' : otherSites === 'ask' ? 'asked-sites' : 'these-sites',
    sites: isEverySite ? [] : origins.filter((origin) => !NAMED_ORIGINS.includes(origin)),
    missing: isEverySite ? [] : NAMED_PAGES.filter((_, i) => !isAllowed[i]),
  };
}

/**
 * Asks the browser for what a choice needs and gives back what it does not; false when the reader declined there.
 * Must be called from a click: browsers ask the reader only then.
 */
export async function changeSiteAccess(kind: SiteAccessKind, { sites }: SiteAccessShown): Promise<boolean> {
  if (kind === 'every-site') return browser.permissions.request({ origins: [...EVERY_PAGE] });
  await browser.permissions.remove({ origins: [...EVERY_PAGE, ...(kind === 'these-sites' ? sites : [])] });
  return true;
}

export async function forgetSite(origin: string): Promise<void> {
  await browser.permissions.remove({ origins: [origin] });
}

/** Asks for the named sites again; false when the reader declined. Must be called from a click. */
export function restoreNamedSites(): Promise<boolean> {
  return browser.permissions.request({ origins: [...NAMED_ORIGINS] });
}
