/** Numbers from 0 to 1 that are the same for the same seed (Park and Miller 1988). */
export function randomFrom(seed: number): () => number {
  let state = seed % 0x7fffffff || 1;
  return () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff;
}
