// The DOM of a page may lie: a form answers to the names of its controls before its own properties
// (`<input name="parentNode">`), a document to those of its images and forms, in the extension's world too.
// What walks or asks arbitrary nodes goes through here, where the prototypes answer.

/** Longest selector an adapter may hand to the browser. */
const MAX_SELECTOR_LENGTH = 1_000;

export function parentOf(node: Node): Node | null {
  return Reflect.get(Node.prototype, 'parentNode', node) as Node | null;
}

export function nextOf(node: Node): Node | null {
  return Reflect.get(Node.prototype, 'nextSibling', node) as Node | null;
}

export function isConnected(node: Node): boolean {
  return Reflect.get(Node.prototype, 'isConnected', node) as boolean;
}

export function isElement(node: Node | null): node is Element {
  return node instanceof Element;
}

/** Forms are never posts nor texts; nothing else about them can be trusted. */
export function isForm(node: Node): boolean {
  return node instanceof HTMLFormElement;
}

/** One selector for any of `selectors`. `:is` forgives: one a browser does not know leaves the others working. */
export function anyOf(selectors: readonly string[]): string {
  return selectors.length === 0 ? '' : `:is(${selectors.join(',')})`;
}

/** As `querySelectorAll`; a selector the browser refuses finds nothing. */
export function queryAll(root: Document | Element, selector: string): readonly Element[] {
  return guarded(selector, [], () => [...prototypeOf(root).querySelectorAll.call(root, selector)]);
}

/** As `querySelector`; a selector the browser refuses finds nothing. */
export function queryFirst(root: Document | Element, selector: string): Element | undefined {
  return guarded(selector, undefined, () => prototypeOf(root).querySelector.call(root, selector) ?? undefined);
}

/** As `Element.matches`; a selector the browser refuses matches nothing. */
export function matches(element: Element, selector: string): boolean {
  return guarded(selector, false, () => Element.prototype.matches.call(element, selector));
}

function prototypeOf(root: Document | Element): ParentNode {
  return root instanceof Document ? Document.prototype : Element.prototype;
}

function guarded<T>(selector: string, otherwise: T, run: () => T): T {
  if (selector === '' || selector.length > MAX_SELECTOR_LENGTH) return otherwise;
  try {
    return run();
  } catch {
    // An adapter can be newer than the browser; its health says so when nothing is found any more.
    return otherwise;
  }
}
