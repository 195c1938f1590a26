/** How often something of ours that the page takes away is put back. */
export const MAX_RETURNS = 3;

/**
 * Puts the host back where the page takes it out while its anchor stays; after MAX_RETURNS times gives up.
 * `onTaken` is called whenever it was taken out, also where the page only moved it.
 */
export function returnWhenTaken(
  host: HTMLElement,
  anchor: Element,
  does: { readonly onTaken: () => void; readonly putBack: () => void; readonly giveUp: () => void },
  signal: AbortSignal,
): void {
  let returns = 0;
  const observer = new MutationObserver((records) => {
    if (!records.some(({ removedNodes }) => [...removedNodes].includes(host))) return;
    does.onTaken();
    if (!host.isConnected && anchor.isConnected) {
      if (returns === MAX_RETURNS) return does.giveUp();
      returns += 1;
      does.putBack();
    }
    watch();
  });
  function watch(): void {
    observer.disconnect();
    if (host.parentNode !== null) observer.observe(host.parentNode, { childList: true });
  }
  watch();
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}
