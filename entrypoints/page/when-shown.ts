/**
 * Resolves when the reader can see the page, or at the end of `signal`: a tab in the background, or a page loaded
 * ahead of time, causes no work elsewhere.
 */
export async function whenShown(signal: AbortSignal): Promise<void> {
  while (document.hidden && !signal.aborted) {
    const listening = new AbortController();
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, listening);
      signal.addEventListener('abort', resolve, listening);
    });
    listening.abort();
  }
}
