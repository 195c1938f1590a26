import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalUrl, HOST_ALIASES } from '../../lib/subjects/canonical-url.ts';
import { isTrackingParameter, TRACKING_EVERYWHERE, TRACKING_ON_SITE } from '../../lib/subjects/tracking-parameters.ts';

const docs = readFileSync(join(import.meta.dirname, '../../docs/subjects.md'), 'utf8');

/** Rows of the table under `heading`, each as the code spans of its cells. */
function table(heading: string): readonly (readonly (readonly string[])[])[] {
  const [, section = ''] = docs.split(heading);
  const rows = section.split(/\n#/)[0]?.match(/^ *\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) => row.split('|').slice(1, -1).map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)));
}

describe('docs/subjects.md, from which others write their own,', () => {
  it('lists exactly the tracking parameters that are dropped', () => {
    const everywhere = new Set<string>();
    const onSite = new Map<string, ReadonlySet<string>>();
    for (const [sites = [], names = []] of table('### Tracking parameters')) {
      if (sites[0] !== undefined) onSite.set(sites[0], new Set(names));
      else for (const name of names.filter((each) => each !== 'utm_')) everywhere.add(name);
    }
    expect(everywhere).toEqual(TRACKING_EVERYWHERE);
    expect(onSite).toEqual(TRACKING_ON_SITE);
    expect(isTrackingParameter('utm_anything', 'example.com')).toBe(true);
  });

  it('lists exactly the hosts that fold into another', () => {
    const aliases = table('## `url`').flatMap(([hosts = [], [site = ''] = []]) => hosts.map((host) => [host, site] as const));
    expect(new Map(aliases)).toEqual(HOST_ALIASES);
  });

  it('names only private places that have no form', () => {
    const places = table('## The key').flatMap(([hosts = [], paths = []]) => hosts.flatMap((host) => (paths.length === 0 ? ['/'] : paths).map((path) => `https://${host}${path.replace('…', '')}`)));
    expect(places.length).toBeGreaterThan(15);
    for (const place of places) expect(canonicalUrl(`${place.replace(/\/$/, '')}/1`), place).toBeUndefined();
  });
});

it('no host folds into one that folds again', () => {
  for (const site of HOST_ALIASES.values()) expect(HOST_ALIASES.has(site)).toBe(false);
});
