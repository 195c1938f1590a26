/**
 * Resolves when the reader can see the page, or at the end of `signal`: a tab in the background, or a page loaded
 * ahead of time, causes no work elsewhere.
 */
export async function whenShown(signal: AbortSignal): Promise<void> {
  while (document.hidden && !signal.aborted) {
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true });
      signal.addEventListener('abort', resolve, { once: true });
    });
  }
}
