/** How often something of ours that the page takes away is put back. */
export const MAX_RETURNS = 3;

interface Watched {
  readonly anchor: Element;
  readonly does: { readonly onTaken: () => void; readonly putBack: () => void; readonly giveUp: () => void };
  returns: number;
}

const watched = new WeakMap<Node, Watched>();
/** One for all hosts of a page: which were taken, its records tell. */
let observer: MutationObserver | undefined;

/**
 * Puts the host back where the page takes it out while its anchor stays; after MAX_RETURNS times gives up.
 * `onTaken` is called whenever it was taken out, also where the page only moved it. Returns what ends that.
 */
export function returnWhenTaken(host: HTMLElement, anchor: Element, does: Watched['does']): () => void {
  watched.set(host, { anchor, does, returns: 0 });
  watchPlaceOf(host);
  return () => watched.delete(host);
}

function watchPlaceOf(host: Node): void {
  observer ??= new MutationObserver((records) => {
    for (const taken of new Set(records.flatMap(({ removedNodes }) => [...removedNodes]))) bringBack(taken);
  });
  if (host.parentNode !== null) observer.observe(host.parentNode, { childList: true });
}

function bringBack(host: Node): void {
  const known = watched.get(host);
  if (known === undefined) return;
  const { anchor, does } = known;
  does.onTaken();
  if (!host.isConnected && anchor.isConnected) {
    if (known.returns === MAX_RETURNS) return does.giveUp();
    known.returns += 1;
    does.putBack();
  }
  watchPlaceOf(host);
}
