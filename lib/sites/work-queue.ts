/** First in, first out, each item at most once at a time; taking is cheap at any length. */
export class WorkQueue<T> {
  readonly #waiting = new Set<T>();
  #items: T[] = [];
  #taken = 0;

  get size(): number {
    return this.#waiting.size;
  }

  has(item: T): boolean {
    return this.#waiting.has(item);
  }

  put(item: T): void {
    if (this.#waiting.has(item)) return;
    this.#waiting.add(item);
    this.#items.push(item);
  }

  take(): T | undefined {
    const item = this.#items[this.#taken];
    if (item === undefined) return undefined;
    this.#taken += 1;
    this.#waiting.delete(item);
    // Nothing is held that was taken.
    if (this.#waiting.size === 0) this.clear();
    return item;
  }

  clear(): void {
    this.#waiting.clear();
    this.#items = [];
    this.#taken = 0;
  }
}
