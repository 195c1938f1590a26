import type { ComponentChild, VNode } from 'preact';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * The DOM of what is drawn once and then left alone, without the tree that preact would keep beside it to draw it
 * again: of a feed's badges hardly one is ever opened. Elements, attributes, handlers, and components without state.
 */
export function drawnOnce(child: ComponentChild, namespace: string | null = null): DocumentFragment {
  const drawn = document.createDocumentFragment();
  for (const each of [child].flat(Infinity) as ComponentChild[]) {
    if (each === null || each === undefined || typeof each === 'boolean') continue;
    drawn.append(typeof each === 'object' ? drawnNode(each as VNode, namespace) : String(each));
  }
  return drawn;
}

function drawnNode({ type, props }: VNode, namespace: string | null): Node {
  const { children, ...rest } = props as Readonly<Record<string, unknown>> & { readonly children?: ComponentChild };
  if (typeof type === 'function') return drawnOnce((type as (props: unknown) => ComponentChild)(props), namespace);
  const inside = type === 'svg' ? SVG : namespace;
  const element = inside === null ? document.createElement(type) : document.createElementNS(inside, type);
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'function') element.addEventListener(name.slice('on'.length).toLowerCase(), value as EventListener);
    else element.setAttribute(name, String(value));
  }
  element.append(drawnOnce(children, inside));
  return element;
}
