import type { Database, ModelRow, StoredText } from './database.ts';

export interface ModelRepository {
  all(): Promise<readonly ModelRow[]>;
  get(id: string): Promise<ModelRow | undefined>;
  /** A new model, or another revision or form of one, with its small files: what was kept of it before goes. */
  begin(row: ModelRow, files: Readonly<Record<string, StoredText>>): Promise<void>;
  /** Changes what is named; false where the model is not there any more. */
  change(id: string, patch: Partial<ModelRow>): Promise<boolean>;
  remove(id: string): Promise<void>;
  pieces(of: Weights): ModelPieces;
  /** Its small files, by name. */
  files(id: string): Promise<ReadonlyMap<string, StoredText>>;
  hasFile(id: string, name: string): Promise<boolean>;
  /** One more small file; not kept where the model was removed meanwhile, or another begun. */
  saveFile(of: Weights, name: string, file: StoredText): Promise<void>;
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
  const { models, modelPieces, modelFiles } = database;
  const clear = (id: string) => modelPieces.where('modelId').equals(id).delete();
  const clearFiles = (id: string) => modelFiles.where('modelId').equals(id).delete();

  /** Throws where these weights are not wanted any more. */
  async function stillWanted({ id, revision, file }: Weights): Promise<void> {
    const row = await models.get(id);
    if (row?.revision !== revision || row.file !== file) throw new Error(`${id} is not wanted any more`);
  }

  return {
    all: () => models.toArray(),
    get: (id) => models.get(id),
    begin: (row, files) =>
      database.transaction('rw', models, modelPieces, modelFiles, async () => {
        await clear(row.id);
        await clearFiles(row.id);
        await modelFiles.bulkPut(Object.entries(files).map(([name, file]) => ({ modelId: row.id, name, ...file })));
        await models.put(row);
      }),
    change: async (id, patch) => (await models.update(id, patch)) === 1,
    remove: (id) =>
      database.transaction('rw', models, modelPieces, modelFiles, async () => {
        await clear(id);
        await clearFiles(id);
        await models.delete(id);
      }),
    async files(id) {
      const rows = await modelFiles.where('modelId').equals(id).toArray();
      return new Map(rows.map(({ name, text, digest }) => [name, { text, digest }]));
    },
    hasFile: async (id, name) => (await modelFiles.where('[modelId+name]').equals([id, name]).count()) > 0,
    saveFile: (of, name, file) =>
      database.transaction('rw', models, modelFiles, async () => {
        await stillWanted(of);
        await modelFiles.put({ modelId: of.id, name, ...file });
      }),
    pieces: ({ id, revision, file }) => ({
      count: () => modelPieces.where('modelId').equals(id).count(),
      async read(n) {
        const piece = await modelPieces.get([id, n]);
        return piece?.bytes ?? new Uint8Array();
      },
      save: (n, bytes) =>
        database.transaction('rw', models, modelPieces, async () => {
          await stillWanted({ id, revision, file });
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
