import { isElement, isForm, nextOf } from './dom.ts';

/** Elements whose content is not text of a post: never drawn, or controls. */
const NOT_TEXT: ReadonlySet<string> = new Set([
  'SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'BUTTON', 'SELECT', 'TEXTAREA', 'OPTION', 'SVG', 'CANVAS', 'IFRAME', 'OBJECT', 'VIDEO', 'AUDIO',
]);

/** Elements browsers put on lines of their own unless a page says otherwise. */
const BLOCKS: ReadonlySet<string> = new Set([
  'ADDRESS', 'ARTICLE', 'ASIDE', 'BLOCKQUOTE', 'DD', 'DETAILS', 'DIV', 'DL', 'DT', 'FIGCAPTION', 'FIGURE', 'FOOTER', 'H1', 'H2', 'H3', 'H4', 'H5',
  'H6', 'HEADER', 'HR', 'LI', 'MAIN', 'NAV', 'OL', 'P', 'PRE', 'SECTION', 'SUMMARY', 'TABLE', 'TR', 'UL',
]);

/** Nodes looked at for one text; a page that hides its text behind more of them is cut. */
const MAX_NODES = 20_000;

export interface ReadText {
  readonly text: string;
  readonly cut: boolean;
  /** The innermost block around the last piece of text. */
  readonly end: Element | undefined;
}

/**
 * The text of `roots` as a reader sees it: in document order, a new line where a block begins or ends, runs of white
 * space as one space (kept in `pre` and where `keepsLineBreaks`), pictures of letters by their `alt`.
 *
 * What `hidden` or `skip` takes out is left out. `aria-hidden` is not: it is drawn, and hiding words from a label by
 * it must not work. What only a style sheet hides is read too: asking for computed styles costs a layout per post.
 */
export function readText(
  roots: readonly Element[],
  skip: (element: Element) => boolean,
  keepsLineBreaks: boolean,
  maxLength: number,
): ReadText {
  const pieces: string[] = [];
  let length = 0;
  let last = '\n';
  let end: Element | undefined;
  let cut = false;
  const put = (piece: string) => {
    if (piece === '') return;
    pieces.push(piece);
    length += piece.length;
    last = piece.at(-1) ?? last;
    cut ||= length > LOOK_AHEAD * maxLength;
  };
  const breakLine = () => {
    if (last !== '\n') put('\n');
  };
  const putText = (raw: string, block: Element, keep: boolean) => {
    const looked = raw.slice(0, LOOK_AHEAD * maxLength);
    cut ||= looked.length < raw.length;
    const drawn = keep || !/[\t\r\n\f]| {2}/.test(looked) ? looked : looked.replaceAll(/[ \t\r\n\f]+/g, ' ');
    if (drawn.trim() !== '') end = block;
    put(!keep && /\s/.test(last) ? drawn.trimStart() : drawn);
  };

  /** Depth-first without recursion: pages nest deeper than the stack. Without a node: the end of a block. */
  const waiting: { readonly node?: Node; readonly block: Element; readonly keep: boolean; readonly isRoot?: boolean }[] = [];
  for (const root of roots.toReversed()) {
    waiting.push({ block: root, keep: keepsLineBreaks }, { node: root, block: root, keep: keepsLineBreaks, isRoot: true });
  }
  let budget = MAX_NODES;
  for (let next = waiting.pop(); next !== undefined && !cut; next = waiting.pop()) {
    const { node, block, keep, isRoot = false } = next;
    budget -= 1;
    cut = budget < 0;
    if (node === undefined) {
      breakLine();
      continue;
    }
    const sibling = isRoot ? null : nextOf(node);
    if (sibling !== null) waiting.push({ node: sibling, block, keep });
    if (node instanceof Text) putText(node.data, block, keep);
    else if (isElement(node) && !isLeftOut(node) && !skip(node)) {
      const name = node.tagName.toUpperCase();
      if (name === 'BR') put('\n');
      if (name === 'IMG') putText(letterOf(node), block, true);
      const isBlock = BLOCKS.has(name);
      if (isBlock) {
        breakLine();
        waiting.push({ block: node, keep });
      }
      const [inside, keepInside] = [isBlock ? node : block, keep || name === 'PRE'];
      // What holds text alone is asked for it whole: a node that was looked at is kept in memory as long as the page keeps it.
      if (node.firstElementChild === null) putText(node.textContent ?? '', inside, keepInside);
      else if (node.firstChild !== null) waiting.push({ node: node.firstChild, block: inside, keep: keepInside });
    }
  }
  const lines = pieces.join('').split('\n');
  const text = lines.map((line) => line.trimEnd()).join('\n').trim();
  return { text: wholeCharacters(text, maxLength), cut: cut || text.length > maxLength, end };
}

/** How much longer than the text that is kept its source may be: white space collapses. */
const LOOK_AHEAD = 4;
function isLeftOut(element: Element): boolean {
  return isForm(element) || NOT_TEXT.has(element.tagName.toUpperCase()) || element.hasAttribute('hidden');
}

/** Emoji drawn as pictures carry the emoji itself as their `alt`; longer texts describe photographs. */
function letterOf(image: Element): string {
  return /^\p{Extended_Pictographic}.{0,12}$/su.exec(image.getAttribute('alt') ?? '')?.[0] ?? '';
}

/** At most `maxLength` units, never half a character. */
function wholeCharacters(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
}
