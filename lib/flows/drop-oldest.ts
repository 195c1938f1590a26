/** Keeps at most so many entries of a map: those that were put in first go first. */
export function dropOldest<K, V>(map: Map<K, V>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
