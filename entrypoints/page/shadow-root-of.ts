import { browser } from 'wxt/browser';

/** The shadow root of an element, closed ones included: Firefox shows them on the element, Chromium by an interface. */
export function shadowRootOf(element: HTMLElement & { readonly openOrClosedShadowRoot?: ShadowRoot | null }): ShadowRoot | null {
  return element.openOrClosedShadowRoot ?? browser.dom?.openOrClosedShadowRoot(element) ?? element.shadowRoot;
}
