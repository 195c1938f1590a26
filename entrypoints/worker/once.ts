/** Does the work at the first call and keeps its result; after a failure the next call tries again. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () =>
    (result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    }));
}

/** Does the work once at a time, and no more once it gave true. */
export function onceTrue(work: () => Promise<boolean>): () => Promise<boolean> {
  let result: Promise<boolean> | undefined;
  async function tryOnce(): Promise<boolean> {
    let isTrue = false;
    try {
      isTrue = await work();
    } finally {
      if (!isTrue) result = undefined;
    }
    return isTrue;
  }
  return () => (result ??= tryOnce());
}
