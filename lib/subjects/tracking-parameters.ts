/**
 * Query parameters that say how a reader came to a page and never which page it is. Frozen with subjects v1.
 *
 * A name is listed only where its vendor documents it as measurement and no site is known to choose content by
 * it: dropping one too many would put one page's flags on another, keeping one too many only misses a match.
 * That is why `ref`, `source`, `from`, `cid`, `id`, `s`, `t`, `si` and `share` are not dropped everywhere.
 * Names are compared in lower case.
 */
export const TRACKING_EVERYWHERE: ReadonlySet<string> = new Set([
  // Google Ads and Analytics: click ids and the cross-domain linker.
  'gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_source', 'gad_campaignid', 'srsltid', '_ga', '_gl',
  // Click ids other advertising networks add to the landing page.
  'fbclid', 'msclkid', 'twclid', 'ttclid', 'li_fat_id', 'rdt_cid', 'sccid', 'epik', 'yclid', 'ymclid', 'ysclid',
  // Share and click ids of Instagram and Facebook's own links.
  'igsh', 'igshid', 'mibextid',
  // Recipient and campaign ids of mail senders: Mailchimp, Marketo, HubSpot, Drip, Omeda, Vero, MailerLite.
  'mc_cid', 'mc_eid', 'mkt_tok', '_hsenc', '_hsmi', '__hstc', '__hssc', '__hsfp', 'hsctatracking', '__s',
  'oly_anon_id', 'oly_enc_id', 'vero_id', 'vero_conv', 'ml_subscriber', 'ml_subscriber_hash',
  // Affiliate networks' click ids (the merchant's page is chosen by the path), Openstat, Yahoo's consent detour.
  'cjevent', 'irclickid', 'zanpid', 'wickedid', '_openstat', 'guccounter', 'guce_referrer', 'guce_referrer_sig',
]);

/** Urchin and Google Analytics campaign parameters own this whole prefix. */
const EVERYWHERE_PREFIX = 'utm_';

/** What only the named site adds to its own addresses; hosts as `canonicalUrl` writes them. */
export const TRACKING_ON_SITE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['x.com', new Set(['s', 't', 'ref_src', 'ref_url'])],
  ['bsky.app', new Set(['ref_src', 'ref_url'])],
  ['youtube.com', new Set(['si', 'feature', 'pp', 'ab_channel'])],
  ['reddit.com', new Set(['share_id', 'rdt', 'ref', 'ref_source', 'ref_campaign'])],
  ['facebook.com', new Set(['__cft__[0]', '__tn__', '__xts__[0]', 'rdid', 'share_url', 'ref', 'fref', '_rdr', '_rdc'])],
  ['threads.com', new Set(['xmt', 'slof'])],
  ['tiktok.com', new Set(['_r', '_t', 'is_from_webapp', 'sender_device', 'is_copy_url', 'web_id'])],
  ['linkedin.com', new Set(['trk', 'trackingid', 'lipi', 'rcm'])],
]);

/** Whether `name`, as written in the query of a page on `host`, only says how the reader came there. */
export function isTrackingParameter(name: string, host: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith(EVERYWHERE_PREFIX) || TRACKING_EVERYWHERE.has(lower) || (TRACKING_ON_SITE.get(host)?.has(lower) ?? false);
}
