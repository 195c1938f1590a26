import { parentElementOf } from './page-dom.ts';

export type Scheme = 'light' | 'dark';

/** More see-through than this, what lies behind decides. */
const OPAQUE = 0.5;

/**
 * Whether a page is dark where `element` stands: the background of the nearest ancestor that has one.
 * Without any, the canvas: dark only where the page says that it supports dark and the reader prefers it.
 * Pictures and gradients as backgrounds are not looked at.
 */
export function schemeAt(element: Element): Scheme {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const lightness = lightnessOf(getComputedStyle(at).backgroundColor);
    if (lightness !== undefined) return lightness < 0.5 ? 'dark' : 'light';
  }
  const supported = getComputedStyle(document.documentElement).colorScheme;
  if (!supported.includes('dark')) return 'light';
  return !supported.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

const following = new Set<() => void>();

/** Calls `tell` when the reader comes to prefer the other one; all badges of a page hear of it together. Returns what ends that. */
export function followPreference(tell: () => void): () => void {
  if (following.size === 0) {
    preference ??= matchMedia('(prefers-color-scheme: dark)');
    preference.addEventListener('change', tellAll);
  }
  following.add(tell);
  return () => {
    following.delete(tell);
    if (following.size === 0) preference?.removeEventListener('change', tellAll);
  };
}

let preference: MediaQueryList | undefined;

function tellAll(): void {
  for (const tell of following) tell();
}

function parentOf(element: Element): Element | null {
  const parent = parentElementOf(element);
  if (parent !== null) return parent;
  const root = Node.prototype.getRootNode.call(element);
  return root instanceof ShadowRoot ? root.host : null;
}

/**
 * How light a computed colour is, 0…1, roughly; undefined where it is see-through or of a form not known here.
 * `rgb()` counts to 255, `color()` to 1, and the perceptual forms begin with their lightness.
 */
export function lightnessOf(computed: string): number | undefined {
  const [name = '', ...parts] = computed.match(/[a-z][a-z0-9-]*|-?[\d.]+(?:e-?\d+)?%?/gi) ?? [];
  const numbers = (name === 'color' ? parts.slice(1) : parts).map((part) =>
    part === 'none' ? 0 : part.endsWith('%') ? Number.parseFloat(part) / 100 : Number(part),
  );
  const [first, second, third, alpha = 1] = numbers;
  if (first === undefined || second === undefined || third === undefined || !(alpha >= OPAQUE)) return undefined;
  const whole = WHOLE[name];
  if (whole === undefined) return undefined;
  return (PERCEPTUAL.test(name) ? first : luma(first, second, third)) / whole;
}

/** What a form counts to. */
const WHOLE: Readonly<Record<string, number>> = { rgb: 255, rgba: 255, color: 1, oklab: 1, oklch: 1, lab: 100, lch: 100 };
const PERCEPTUAL = /^(ok)?l/;

/** Rec. 709 weights on the encoded values: near enough to tell a dark page from a light one. */
function luma(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
