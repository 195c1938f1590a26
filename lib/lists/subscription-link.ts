import { err, ok, type Result } from '../core/result.ts';
import { MAX_LINK } from '../core/settings.ts';
import type { ListError } from './list-error.ts';

/** Where a list can be had: the base address of a mirror, with a slash at its end, and the list's id. */
export interface ListAddress {
  readonly mirror: string;
  readonly list: string;
}

const LIST_ID = /^[0-9a-f]{64}$/;

/**
 * A link by which a list is subscribed to: the mirror's address, and behind `#` the list's id. What stands behind `#` is
 * sent to nobody: who opens the link in a browser tells the mirror no more than that they came.
 */
export function subscriptionLink({ mirror, list }: ListAddress): string {
  return `${mirror}#${list}`;
}

/** Reads such a link, from a stranger's hand. Whether the mirror may be asked is for who asks it. */
export function parseSubscriptionLink(text: string): Result<ListAddress, ListError> {
  const link = text.trim();
  if (link.length > MAX_LINK || !URL.canParse(link)) return err(notALink('This is not a link to a list.'));
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return err(notALink('A link to a list begins with https://.'));
  if (url.username !== '' || url.password !== '' || url.search !== '') return err(notALink('A link to a list carries no password and no question mark.'));
  const list = url.hash.slice(1).toLowerCase();
  if (!LIST_ID.test(list)) return err(notALink('The link does not say which list: behind # stand 64 digits of its id.'));
  const folder = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  return ok({ mirror: `${url.origin}${folder}`, list });
}

function notALink(message: string): ListError {
  return { tag: 'malformed', message };
}
