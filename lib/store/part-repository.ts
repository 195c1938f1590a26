import type { Database } from './database.ts';

/** Blobs of lists that came before the rest did, or by the reader's question, by name. */
export interface PartRepository {
  read(sha256: string): Promise<Uint8Array | undefined>;
  save(sha256: string, bytes: Uint8Array<ArrayBuffer>, nowMs: number): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
  /** Forgets what nobody came back for. */
  prune(beforeMs: number): Promise<void>;
}

export function partRepository({ parts }: Database): PartRepository {
  return {
    read: async (sha256) => (await parts.get(sha256))?.bytes,
    async save(sha256, bytes, nowMs) {
      await parts.put({ sha256, bytes, at: nowMs });
    },
    remove: (names) => parts.bulkDelete([...names]),
    async prune(beforeMs) {
      await parts.where('at').below(beforeMs).delete();
    },
  };
}
