import { MIN_SHOWN_PX } from './read-picture.ts';

/** Frames, and custom elements, which have a hyphen in their name. The browser's own search, for a page may be vast. */
const FRAMES_AND_COMPONENTS = '//*[local-name() = "iframe" or local-name() = "frame" or contains(local-name(), "-")]';

/**
 * How many parts of a page hold what a reader sees and nobody reads: frames of a size worth reading, and components
 * that keep posts in a shadow root of their own.
 */
export function countUnreadParts(document: Document, containers: string, rootOf: (component: HTMLElement) => ShadowRoot | null): number {
  const found = document.evaluate(FRAMES_AND_COMPONENTS, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
  let count = 0;
  for (let i = 0; i < found.snapshotLength; i += 1) {
    const element = found.snapshotItem(i) as HTMLElement;
    const holds = element.localName.includes('-') ? element instanceof HTMLElement && holdsPosts(rootOf(element), containers) : isLarge(element);
    if (holds) count += 1;
  }
  return count;
}

function isLarge(frame: Element): boolean {
  const { width, height } = frame.getBoundingClientRect();
  return Math.min(width, height) >= MIN_SHOWN_PX;
}

function holdsPosts(root: ShadowRoot | null, containers: string): boolean {
  return containers !== '' && root !== null && root.querySelector(containers) !== null;
}
