import { pickRules } from '../../lib/sites/pick-rules.ts';
import { rulesFor } from '../../lib/sites/rules-for.ts';
import type { SiteRules } from '../../lib/sites/site-rules.ts';

/** The rules for a document at any moment, as a page gets them: they are sent as JSON. */
export function rulesOf(document: Document, location: Location | URL = document.location): () => SiteRules {
  const candidates = JSON.parse(JSON.stringify(rulesFor(location.hostname))) as readonly SiteRules[];
  return () => pickRules(candidates, location, document);
}
