import type { PlatformMark, SiteId } from '../core/post.ts';
import type { Adapter, FieldRule, Pattern } from './adapter.ts';
import { JSON_LD_SCRIPTS } from './json-ld.ts';

/** An adapter as it is sent to a page: selectors in lists, what it leaves open filled in. `''` finds nothing. */
export interface SiteRules
  extends Pick<Adapter, 'author' | 'stableId' | 'permalink' | 'text' | 'keepsLineBreaks' | 'badgeAfter' | 'navigation' | 'redirects' | 'health' | 'watchedAttributes'> {
  readonly site: SiteId;
  /** Absent: on every page. */
  readonly features?: string;
  readonly excluded: readonly Pattern[];
  readonly containers: string;
  readonly continuesIn: string;
  readonly pagePost: string;
  readonly media: string;
  readonly pictureFrame: string;
  /** Containers, what may be a picture, and what the page says of them to machines. */
  readonly searched: string;
  /** What something may be known of: those, and what holds the post of a page. */
  readonly remembered: string;
  /** Parts of a container that do not speak for its post. */
  readonly quotes: string;
  /** Those, and posts nested in it. */
  readonly foreign: string;
  /** Content of a post besides its text. */
  readonly content: string;
  /** Left out where a post is read whole; absent: none is. */
  readonly byline?: string;
  readonly localHandles: boolean;
  readonly detailPath?: Pattern;
  readonly links: string;
  readonly shared: readonly FieldRule[];
  readonly marks: readonly MarkRule[];
}

interface MarkRule {
  readonly label: PlatformMark['label'];
  readonly sel: string;
  readonly notIn: string;
  /** `''`: anywhere but in the text. */
  readonly within: string;
  /** Folded. */
  readonly texts: readonly string[];
}

/** Of a page on `hostname`. Made where the pack lies, so that neither it nor this is part of what every page loads. */
export function siteRules(adapter: Adapter, hostname = ''): SiteRules {
  const { id, match, containers, wholeText, media, pictureFrame = [], content = [], detailPath } = adapter;
  const pagePost = adapter.pagePost?.containers ?? [];
  return {
    site: id,
    ...(match.features === undefined ? {} : { features: listOf(match.features) }),
    excluded: match.exclude,
    containers: listOf(containers),
    continuesIn: listOf(adapter.continuesIn ?? []),
    pagePost: listOf(pagePost),
    media: listOf(media),
    pictureFrame: listOf(pictureFrame),
    searched: listOf([...containers, ...media, JSON_LD_SCRIPTS]),
    remembered: listOf([...containers, ...media, ...pagePost]),
    quotes: listOf(adapter.exclude),
    foreign: listOf([...adapter.exclude, ...containers]),
    content: listOf([...media, ...pictureFrame, ...content]),
    ...(wholeText === false ? {} : { byline: listOf(wholeText.without) }),
    localHandles: adapter.localHandles ?? false,
    ...(detailPath === undefined ? {} : { detailPath }),
    marks: (adapter.nativeAiLabels ?? []).filter(({ hosts }) => hosts === undefined || isOneOf(hostname, hosts)).map(({ label, sel, notIn, within = [], texts }) => ({
      label,
      sel: bounded(sel),
      notIn: listOf(notIn),
      within: listOf(within),
      texts: Object.values(texts).flat().map(foldWords),
    })),
    author: adapter.author.map(boundedRule),
    stableId: adapter.stableId.map(boundedRule),
    permalink: adapter.permalink.map(boundedRule),
    links: listOf(adapter.links ?? ['a[href]']),
    shared: (adapter.shared ?? []).map(boundedRule),
    text: adapter.text.map(bounded),
    keepsLineBreaks: adapter.keepsLineBreaks,
    badgeAfter: adapter.badgeAfter.map(bounded),
    navigation: adapter.navigation,
    redirects: adapter.redirects,
    health: adapter.health,
    watchedAttributes: adapter.watchedAttributes,
  };
}

/** Whether it is one of these hosts or below one. */
export function isOneOf(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

function listOf(selectors: readonly string[]): string {
  const [only, ...others] = selectors;
  return only !== undefined && others.length === 0 ? bounded(only) : selectors.join(', ');
}

function boundedRule(rule: FieldRule): FieldRule {
  return rule.sel === undefined ? rule : { ...rule, sel: bounded(rule.sel) };
}

/**
 * The same elements, sought below the root only: for `a b` alone Chromium (156) goes through everything before the root
 * in the document, in a post of a long feed for a millisecond; for a list, be it of the same twice, it does not.
 */
export function bounded(selector: string): string {
  return isDescent(selector) ? `${selector}, ${selector}` : selector;
}

/** Whether one selector speaks of an element around the one it finds. */
function isDescent(selector: string): boolean {
  const inside = /\[[^\]]*\]|\([^()]*\)/g;
  let outside = selector;
  while (inside.test(outside)) outside = outside.replaceAll(inside, '');
  return !outside.includes(',') && /\s/.test(outside.trim());
}

/** Words as they are compared: without regard to letter case and white space. */
export function foldWords(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
