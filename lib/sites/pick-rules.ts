import { queryFirst } from './dom.ts';
import { pattern } from './pattern.ts';
import type { SiteRules } from './site-rules.ts';

/**
 * The rules that read this page, of those that may: the first whose features it has; the last has none to ask for.
 * On a page they exclude – direct messages, settings – rules that find nothing: no post, no picture.
 */
export function pickRules(candidates: readonly SiteRules[], location: Location | URL, document: Document): SiteRules {
  const rules = candidates.find(({ features }) => features === undefined || queryFirst(document, features) !== undefined);
  if (rules === undefined) throw new Error('No rules fit every page.');
  const page = location.hostname + location.pathname;
  const isExcluded = rules.excluded.some((each) => pattern(each).test(page));
  return isExcluded ? { ...rules, containers: '', media: '', pagePost: '', searched: '' } : rules;
}
