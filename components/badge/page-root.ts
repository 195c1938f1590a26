/** What hands do: a page neither hears what the reader does in a badge nor acts on it. Scrolling stays the page's. */
const OF_HANDS = /^on(key|mouse(?!wheel)|pointer|touch|drag|select|(dbl|aux)?click|contextmenu)/;
const KEPT_INSIDE = ['focusin', 'focusout'];
for (const name in HTMLElement.prototype) if (OF_HANDS.test(name)) KEPT_INSIDE.push(name.slice(2));

/** One of these comes before anything else that hands do inside. */
const ARRIVALS = ['pointerover', 'touchstart', 'focusin', 'click', 'keydown'];

export interface PageRoot {
  /** A neutral element without any attribute; the page may move or remove it, and sees nothing in it. */
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
}

/**
 * A place of ours in a foreign page: a closed root with our own style. Important declarations of a root outrank
 * the page's, inline ones included, so the page cannot restyle the host.
 * Only events made by the reader's own hands reach what is rendered inside, and none leaves it; a click follows links
 * of ours, never one that the page has put around the host.
 */
export function createPageRoot(document: Document, css: string): PageRoot {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  applyStyle(root, css);
  let isKept = false;
  /** Seventy listeners a badge are kept for the few that a reader comes to. */
  function arrive(event: Event): void {
    refuseUntrusted(event);
    if (isKept) return;
    isKept = true;
    for (const type of KEPT_INSIDE) {
      root.addEventListener(type, refuseUntrusted, { capture: true });
      root.addEventListener(type, keepInside);
    }
  }
  for (const type of ARRIVALS) root.addEventListener(type, arrive, { capture: true });
  return { host, root };
}

function refuseUntrusted(event: Event): void {
  if (event.isTrusted) return;
  event.stopImmediatePropagation();
  event.preventDefault();
}

function keepInside(event: Event): void {
  event.stopPropagation();
  // A link of our own is the nearest that a click can follow.
  if (/click|dragstart/.test(event.type) && (event.target as Element).closest('a') === null) event.preventDefault();
}

/** One sheet for all roots with the same style. */
const sheets = new Map<string, CSSStyleSheet>();

function applyStyle(root: ShadowRoot, css: string): void {
  try {
    let sheet = sheets.get(css);
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      sheets.set(css, sheet);
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox before 153 refuses adopted sheets made by a content script (https://bugzilla.mozilla.org/show_bug.cgi?id=1751346); each root then
    // carries its own copy.
    const style = root.ownerDocument.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}
