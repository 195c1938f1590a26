import { readdirSync, readFileSync } from 'node:fs';
import { NAUGHTY } from '../../support/core-naughty-strings.ts';
import { article, SCAM, TALK } from '../support/feed-page.ts';
import { servePages, type Route, type ServedPages } from '../support/serve-pages.ts';

const FOLDER = new URL('./pages/', import.meta.url);
const TEXTS = { scam: SCAM, talk: TALK };

/** Names of the hostile pages. */
export const PAGES: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith('.html')).sort();

/** What a page tries, by its own first line. */
export function whatTries(name: string): string {
  return /^<!-- (.+) -->/.exec(readFileSync(new URL(name, FOLDER), 'utf8'))?.[1] ?? '';
}

/** Serves pages/ on loopback, with more routes where a page needs them. */
export async function serveHostilePages(more: Readonly<Record<string, Route>> = {}): Promise<ServedPages> {
  const files = readdirSync(FOLDER).map((name): [string, Route] => {
    const body = readFileSync(new URL(name, FOLDER), 'utf8');
    return [`/${name}`, name.endsWith('.js') ? { type: 'text/javascript', body } : withPosts(body)];
  });
  return servePages({ ...Object.fromEntries(files), ...more });
}

/** `{{scam/1}}` in a page stands for a post at /p/scam/1 that asks for a label, `{{talk/1}}` for one that does not; `{{naughty}}` for every naughty string. */
export function withPosts(page: string): string {
  return page.replace('{{naughty}}', () => JSON.stringify(NAUGHTY).replaceAll('<', '\\u003c')).replaceAll(/\{\{((scam|talk)\/[\w-]+)\}\}/g, (_, path: string, kind: keyof typeof TEXTS) => article({ path: `/p/${path}`, text: TEXTS[kind] }));
}
