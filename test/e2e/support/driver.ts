export type BrowserKind = 'chromium' | 'firefox';

export interface LaunchOptions {
  /** The built, unpacked extension. */
  readonly extensionDir: string;
  readonly headless: boolean;
  /** The browser to start; without it the one that scripts/browsers.mjs finds. */
  readonly executablePath?: string;
  /** A profile that outlives the browser; without it one is made and removed again. */
  readonly profileDir?: string;
  /** Chromium only: the value of --host-resolver-rules; certificates are then not checked. */
  readonly hostRules?: string;
  /** `host:port` of an http proxy that every request goes through, those to loopback included. */
  readonly proxy?: string;
  /** Firefox only: preferences of a single test. */
  readonly prefs?: Readonly<Record<string, string | number | boolean>>;
  /** Chromium only: flags of a single test, such as those of a software GPU. */
  readonly extraArgs?: readonly string[];
  /** Notes what goes wrong in the extension's own code (BrowserDriver.errors). Slows Chromium down. */
  readonly watchErrors?: boolean;
}

/** A real browser with the extension on it. Every input it makes is trusted, as a person's would be. */
export interface BrowserDriver {
  readonly kind: BrowserKind;
  /** Name and version as the browser states them. */
  readonly version: string;
  /** Origin of the extension's own pages, with a slash at the end. */
  readonly extensionUrl: string;
  /** Resolves when the browser is gone, whoever ended it. */
  readonly closed: Promise<void>;
  /** Opens a tab in front. */
  openPage(url: string): Promise<Page>;
  /** Opens a page of the extension in a tab: `popup.html?tab=3`. */
  openExtensionPage(path: string): Promise<Page>;
  /** Evaluates in a page of the extension that stays open behind the others. */
  evaluateInExtensionPage<T>(expression: string): Promise<T>;
  /** Ends the service worker (Chromium) or the event page (Firefox) at once, as the browser may at any time. */
  stopBackground(): Promise<void>;
  /**
   * Exceptions, unhandled rejections and breaches of policy in the extension's own code since the start, in whichever
   * context: background, engine, pages of its own, its world in web pages. With LaunchOptions.watchErrors only.
   */
  errors(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A browser in whose extension's pages an expression can be evaluated. */
export type OwnPages = Pick<BrowserDriver, 'evaluateInExtensionPage'>;

export interface Page {
  /** Resolves when the document has loaded. */
  goto(url: string): Promise<void>;
  /** Value of a JavaScript expression in the page's own world; promises are awaited, the value must be JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** As `evaluate`, in a world apart: what the page's scripts did to prototypes and globals does not reach it. */
  evaluateApart<T>(expression: string): Promise<T>;
  /** Resolves when the expression holds; rejects with its text when it does not within the time. */
  waitFor(expression: string, timeoutMs?: number): Promise<void>;
  /** PNG of what is in view. */
  screenshot(): Promise<Uint8Array>;
  /** Turns the mouse wheel over the middle of the view, downwards for positive numbers. */
  scroll(deltaYPx: number): Promise<void>;
  click(x: number, y: number): Promise<void>;
  /** A key by its name (`Escape`, `Tab`, `a`), with modifiers as `Shift+Tab`. */
  press(key: string): Promise<void>;
  /** Chooses files in the first `input[type=file]` the CSS selector finds. */
  setFiles(selector: string, files: readonly string[]): Promise<void>;
  /** Every shadow root of the document, closed ones included, which the page itself cannot see. */
  pierce(): Promise<readonly ShadowContent[]>;
  /** Where an element of `pierce()` is in view; null when it is not rendered. */
  boxOf(element: ShadowElement): Promise<Box | null>;
  /** Calls a function, given as source, on an element of `pierce()`: `element => element.matches(':focus')`. */
  evaluateOn<T>(element: ShadowElement, functionSource: string): Promise<T>;
  bringToFront(): Promise<void>;
  /** Answers `prefers-color-scheme`; null gives it back to the system. */
  setColourScheme(scheme: 'light' | 'dark' | null): Promise<void>;
  setViewport(width: number, height: number): Promise<void>;
  close(): Promise<void>;
}

export interface ShadowContent {
  readonly mode: 'open' | 'closed';
  readonly host: ShadowElement;
  /** All text in it in document order, style sheets left out, white space folded. */
  readonly text: string;
  /** All elements in it in document order. */
  readonly elements: readonly ShadowElement[];
}

export interface ShadowElement {
  /** Lower-case. */
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  /** Known to the driver that made it only. */
  readonly handle: string;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The place of an element in view, null when nothing of it is drawn. */
export const BOX = `(element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}`;

/** A node as either protocol describes it, brought to one form. */
export interface DomNode {
  readonly type: 'element' | 'text' | 'other';
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: string;
  readonly handle: string;
  readonly children: readonly DomNode[];
  readonly shadow?: { readonly mode: 'open' | 'closed'; readonly children: readonly DomNode[] };
}

/** Elements whose text nobody reads. */
const UNREAD_TAGS: ReadonlySet<string> = new Set(['style', 'script', 'template']);

/** The shadow roots under a node, outermost first. */
export function shadowContents(node: DomNode): readonly ShadowContent[] {
  const own = node.shadow === undefined ? [] : [contentOf(node, node.shadow)];
  const inner = [...(node.shadow?.children ?? []), ...node.children].flatMap(shadowContents);
  return [...own, ...inner];
}

function contentOf(host: DomNode, shadow: NonNullable<DomNode['shadow']>): ShadowContent {
  return {
    mode: shadow.mode,
    host: elementOf(host),
    text: fold(shadow.children.map(textOf).join(' ')),
    elements: shadow.children.flatMap(elementsOf),
  };
}

function elementsOf(node: DomNode): readonly ShadowElement[] {
  return node.type === 'element' ? [elementOf(node), ...node.children.flatMap(elementsOf)] : [];
}

function elementOf(node: DomNode): ShadowElement {
  return { tag: node.tag, attributes: node.attributes, text: fold(textOf(node)), handle: node.handle };
}

function textOf(node: DomNode): string {
  if (node.type === 'text') return node.value;
  return UNREAD_TAGS.has(node.tag) ? '' : node.children.map(textOf).join(' ');
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Asks again and again until the answer is true; the caller says what was awaited. */
export async function poll(holds: () => Promise<boolean>, what: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
