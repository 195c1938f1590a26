/** Longest selector an adapter may hand to the browser. */
const MAX_SELECTOR_LENGTH = 1_000;

/** One selector for any of `selectors`. `:is` forgives: one a browser does not know leaves the others working. */
export function anyOf(selectors: readonly string[]): string {
  return selectors.length === 0 ? '' : `:is(${selectors.join(',')})`;
}

/** As `querySelectorAll`; a selector the browser refuses finds nothing. */
export function queryAll(root: ParentNode, selector: string): readonly Element[] {
  return guarded(selector, [], () => [...root.querySelectorAll(selector)]);
}

/** As `querySelector`; a selector the browser refuses finds nothing. */
export function queryFirst(root: ParentNode, selector: string): Element | undefined {
  return guarded(selector, undefined, () => root.querySelector(selector) ?? undefined);
}

/** As `Element.matches`; a selector the browser refuses matches nothing. */
export function matches(element: Element, selector: string): boolean {
  return guarded(selector, false, () => element.matches(selector));
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
