// The DOM of a page may lie: a form answers to the names of its controls before its own properties
// (`<input name="parentNode">`), a document to those of its images and forms, in the extension's world too.
// What walks or asks arbitrary nodes goes through here, where the prototypes answer.

export function parentOf(node: Node): Node | null {
  return Reflect.get(Node.prototype, 'parentNode', node) as Node | null;
}

export function nextOf(node: Node): Node | null {
  return Reflect.get(Node.prototype, 'nextSibling', node) as Node | null;
}

export function nextElementOf(element: Element): Element | null {
  return Reflect.get(Element.prototype, 'nextElementSibling', element) as Element | null;
}

export function childrenOf(element: Element): readonly Element[] {
  return [...(Reflect.get(Element.prototype, 'children', element) as HTMLCollection)];
}

export function contains(element: Element, node: Node): boolean {
  return Node.prototype.contains.call(element, node);
}

/** `''` where it has none of that name. */
export function attributeOf(element: Element, name: string): string {
  return Element.prototype.getAttribute.call(element, name) ?? '';
}

export function isConnected(node: Node): boolean {
  return Reflect.get(Node.prototype, 'isConnected', node) as boolean;
}

export function isElement(node: Node | null): node is Element {
  return node instanceof Element;
}

/** Forms are never posts, texts or pictures; nothing else about them can be trusted. */
export function isForm(node: Node): boolean {
  return node instanceof HTMLFormElement;
}

const NONE: readonly Element[] = [];

// A selector the browser refuses finds nothing: an adapter can be newer than the browser, and its health says so when
// nothing is found any more.

/** As `querySelectorAll`. */
export function queryAll(root: Document | Element, selector: string): readonly Element[] {
  if (selector === '') return NONE;
  try {
    const list = prototypeOf(root).querySelectorAll.call(root, selector);
    const { length } = list;
    if (length === 0) return NONE;
    // Not by its iterator, which costs as much as the search.
    const found: Element[] = [];
    for (let i = 0; i < length; i += 1) found.push(list[i] as Element);
    return found;
  } catch {
    return NONE;
  }
}

/** As `querySelector`. */
export function queryFirst(root: Document | Element, selector: string): Element | undefined {
  if (selector === '') return undefined;
  try {
    return prototypeOf(root).querySelector.call(root, selector) ?? undefined;
  } catch {
    return undefined;
  }
}

/** As `Element.closest`. */
export function closest(element: Element, selector: string): Element | undefined {
  if (selector === '') return undefined;
  try {
    return Element.prototype.closest.call(element, selector) ?? undefined;
  } catch {
    return undefined;
  }
}

/** As `Element.matches`. */
export function matches(element: Element, selector: string): boolean {
  try {
    return selector !== '' && Element.prototype.matches.call(element, selector);
  } catch {
    return false;
  }
}

function prototypeOf(root: Document | Element): ParentNode {
  return root instanceof Document ? Document.prototype : Element.prototype;
}
