import { readFile } from 'node:fs/promises';
import { createFaceFinder, type FaceFinder } from '../../lib/detect/face-finder.ts';
import { writeFaceModel } from './build-model.ts';

/** The face finder as it ships, or with some of its card changed. */
export async function openFaceFinder(changes: Readonly<Record<string, number>> = {}): Promise<FaceFinder> {
  writeFaceModel();
  const finder = await createFaceFinder(new URL('../../public/', import.meta.url).href, async (url) => {
    const bytes = new Uint8Array(await readFile(new URL(url)));
    if (!url.endsWith('card.json')) return bytes;
    return new TextEncoder().encode(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), ...changes }));
  }, 'wasm');
  if (!finder.ok) throw new Error(finder.error.message);
  return finder.value;
}
