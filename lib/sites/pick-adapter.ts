import type { Adapter } from './adapter.ts';
import { bluesky } from './bluesky.ts';
import { generic } from './generic.ts';
import { queryFirst } from './dom.ts';

/** In the order they are tried; `generic` takes what is left. */
export const ADAPTERS: readonly Adapter[] = [bluesky, generic];

/**
 * The adapter that reads this page. On a page its adapter excludes – direct messages, settings – one that finds
 * nothing: no post, no picture.
 */
export function pickAdapter(location: Location | URL, document: Document): Adapter {
  const adapter = ADAPTERS.find((each) => isFor(each, location, document)) ?? generic;
  const page = location.hostname + location.pathname;
  if (!adapter.match.exclude.some((pattern) => pattern.test(page))) return adapter;
  const { pagePost: _, ...rest } = adapter;
  return { ...rest, containers: [], media: [] };
}

function isFor({ match: { by } }: Adapter, { hostname }: Location | URL, document: Document): boolean {
  if (by === 'any') return true;
  if ('features' in by) return by.features.some((selector) => queryFirst(document, selector) !== undefined);
  return by.hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}
