/** Texts no spam model worth its name disagrees about: one of a flood of gambling advertisements, and talk. */
export const SCAM =
  'Main di MAWAR88 lagi gacor parah, modal receh langsung maxwin, scatter turun terus, slot gacor JP tiap hari, cuan besar bareng MAWAR88!';
export const TALK = 'The ferry leaves at nine tomorrow because of the tide, please tell the others in time.';

export interface FeedItem {
  readonly path: string;
  readonly text: string;
  readonly author?: string;
  /** More of the item, as HTML. */
  readonly html?: string;
}

export function article({ path, text, author = 'Ann', html = '' }: FeedItem): string {
  return `<article><header><a rel="author" href="/ann">${author}</a> <a href="${path}"><time datetime="2026-03-01T08:00Z">1 March</time></a></header><p class="e-content">${text}</p>${html}</article>`;
}

export function feedPage(items: readonly FeedItem[], more = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Feed</title>
<style>body{max-width:640px;margin:1rem auto;font:16px/1.5 sans-serif}article{border:1px solid #ccc;margin:1rem 0;padding:1rem}img{display:block}</style>
<main>${items.map(article).join('\n')}</main>${more}</html>`;
}
