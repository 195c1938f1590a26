import type { Database, ModelRow } from './database.ts';

export interface ModelRepository {
  all(): Promise<readonly ModelRow[]>;
  get(id: string): Promise<ModelRow | undefined>;
  /** A new model, or another revision or form of one: what was kept of it before goes. */
  begin(row: ModelRow): Promise<void>;
  /** Changes what is named; false where the model is not there any more. */
  change(id: string, patch: Partial<ModelRow>): Promise<boolean>;
  remove(id: string): Promise<void>;
  pieces(of: Weights): ModelPieces;
}

/** Which weights of which model. */
export type Weights = Pick<ModelRow, 'id' | 'revision' | 'file'>;

/** The weights of one model. What is saved after they were removed, or others begun, is not kept. */
export interface ModelPieces {
  count(): Promise<number>;
  read(n: number): Promise<Uint8Array>;
  save(n: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  clear(): Promise<void>;
  readonly etag: { read(): Promise<string | null>; save(etag: string | null): Promise<void> };
}

export function modelRepository(database: Database): ModelRepository {
  const { models, modelPieces } = database;
  const clear = (id: string) => modelPieces.where('modelId').equals(id).delete();

  return {
    all: () => models.toArray(),
    get: (id) => models.get(id),
    begin: (row) =>
      database.transaction('rw', models, modelPieces, async () => {
        await clear(row.id);
        await models.put(row);
      }),
    change: async (id, patch) => (await models.update(id, patch)) === 1,
    remove: (id) =>
      database.transaction('rw', models, modelPieces, async () => {
        await clear(id);
        await models.delete(id);
      }),
    pieces: ({ id, revision, file }) => ({
      count: () => modelPieces.where('modelId').equals(id).count(),
      async read(n) {
        const piece = await modelPieces.get([id, n]);
        return piece?.bytes ?? new Uint8Array();
      },
      save: (n, bytes) =>
        database.transaction('rw', models, modelPieces, async () => {
          const row = await models.get(id);
          if (row?.revision !== revision || row.file !== file) throw new Error(`${id} is not wanted any more`);
          await modelPieces.put({ modelId: id, n, bytes });
        }),
      clear: async () => void (await clear(id)),
      etag: {
        read: async () => (await models.get(id))?.etag ?? null,
        save: async (etag) => void (await models.update(id, { etag })),
      },
    }),
  };
}
