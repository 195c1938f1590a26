import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageCase } from './sites-as-page-case.ts';

const PAGES = join(import.meta.dirname, '../fixtures/pages');

/** Cases as `site/case`, of every site or of the one whose folder is named. */
export function pageCases(site?: string): readonly string[] {
  const sites = site === undefined ? readdirSync(PAGES) : [site];
  return sites.flatMap((each) => readdirSync(join(PAGES, each)).map((name) => `${each}/${name}`));
}

export function readPageCase(name: string): { readonly html: string; readonly expected: PageCase; readonly origin: string } {
  const read = (file: string) => readFileSync(join(PAGES, name, file), 'utf8');
  return { html: read('source.html'), expected: JSON.parse(read('expected.json')) as PageCase, origin: read('origin.md') };
}
