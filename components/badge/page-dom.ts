// In Chromium a form of the page answers to the names of its controls before its own properties
// (`<input name="parentNode">`), in the extension's world too: a walk upwards could go round for ever.

export function parentElementOf(element: Element): Element | null {
  return Reflect.get(Node.prototype, 'parentElement', element) as Element | null;
}

export function textOf(element: Element): string {
  return Reflect.get(Node.prototype, 'textContent', element) as string;
}

/** As `Node.contains`. */
export function holds(element: Element, node: Node): boolean {
  return Node.prototype.contains.call(element, node);
}

/** As `Element.matches`. */
export function isOneOf(element: Element, selector: string): boolean {
  return Element.prototype.matches.call(element, selector);
}

/** As `Element.closest`. */
export function closestOf(element: Element, selector: string): Element | null {
  return Element.prototype.closest.call(element, selector);
}
