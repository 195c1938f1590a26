import { Dexie, type EntityTable } from 'dexie';
import type { Correction } from '../core/correction.ts';
import type { Finding } from '../core/evidence.ts';
import type { ModelKind, ModelUse } from '../core/hub-model.ts';
import type { Label } from '../core/label.ts';
import type { KeptAppeal } from '../core/list-inbox.ts';
import type { SourceStanding } from '../core/list-source.ts';
import type { ListSummary } from '../core/settings.ts';
import type { SubjectKind } from '../core/subject.ts';
import type { TrustList } from '../core/trust-list.ts';

/** The reader's settings: one row. */
export interface SettingsRow {
  readonly id: 'settings';
  /** As the version that wrote it knew them: older, this one or newer (stored-settings.ts). */
  readonly settings: unknown;
}

/** What is known of a followed list besides its flags. */
export interface ListRow extends ListSummary {
  /** From which a flag's week is counted, milliseconds since the epoch. */
  readonly epochMs: number;
  /** Where its line of states stands, 64 hex digits: two chains at one number are a fork. */
  readonly chain: string;
  readonly labels: readonly StoredLabel[];
  /** When its flags were packed for look-ups, where that was before `importedAt`; milliseconds since the epoch. */
  readonly packedAt?: number;
  /** When its pictures were stored, where it was followed in place since. */
  readonly picturesAt?: number;
  /** Removed, and kept aside while the reader may still undo it; milliseconds since the epoch. */
  readonly removedAt?: number;
  /** Fetched to be looked at, and not followed yet; milliseconds since the epoch. */
  readonly offeredAt?: number;
}

export interface StoredLabel {
  readonly code: number;
  readonly name: string;
  readonly core: Label;
  readonly subjects: readonly SubjectKind[];
  readonly ttlWeeks?: number;
}

/** The bytes of a list in a few large pieces: a row per flag would take 50 times as long to write. */
export interface ListBlobRow {
  readonly listId: string;
  /**
   * `index` is the memory form of look-ups, `tails-N` confirms its hits, `overlay` is what changed since they were
   * packed, `file` is what was imported or the signed head alone, `tree` the hashes by which its state is known,
   * `pictures` its records of pictures by likeness, `fresh` the records of a sudden change that the reader has not
   * looked at, `fork` and `past-fork` the proofs that it forked, `fork-event` the event by which others are told.
   */
  readonly part: ListPart;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type ListPart = 'index' | 'overlay' | 'file' | 'tree' | 'pictures' | 'fresh' | 'fork' | 'past-fork' | 'fork-event' | `tails-${number}`;

/** A blob of a list that came before the rest did: an update that was cut off goes on with it. Or what a reader asked of its flags. */
export interface PartRow {
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly at: number;
}

/** What was shown on one day, where the reader wants that kept: keys alone, in one piece (lib/core/seen-keys.ts). */
export interface RingRow {
  /** Days since the epoch. */
  readonly day: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What was measured of a picture, under a name that says nothing about the picture to who reads the disk. */
export interface FindingRow {
  /** HMAC-SHA-256 of the picture's digest and the detector's under the install key, hex. */
  readonly name: string;
  readonly detectorDigest: string;
  readonly finding: Finding;
  /** When it was measured, milliseconds since the epoch. */
  readonly at: number;
}

export interface SecretRow {
  readonly id: 'install-key';
  /** Not extractable: it never leaves this browser profile. */
  readonly key: CryptoKey;
  /** Tells this key from the one before it was erased. Keys made by 0.1.0 carry none. */
  readonly mark?: string;
}

/** A model that the reader chose. Names and labels are hostile. */
export interface ModelRow {
  /** `owner/name`. */
  readonly id: string;
  readonly kind: ModelKind;
  readonly server: string;
  readonly revision: string;
  readonly licence: string | null;
  readonly labels: readonly string[];
  /** Which of them mean what is asked of a model of its kind; null until the reader said so where their names do not. */
  readonly meant: readonly number[] | null;
  readonly use: ModelUse;
  /** Path, size and stated SHA-256 of the weights. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string | null;
  /** The same of the file by which texts are taken apart: it comes before the weights. */
  readonly tokenizer: { readonly file: string; readonly bytes: number; readonly sha256: string | null } | null;
  /** What the server names the bytes by that are coming. */
  readonly etag: string | null;
  /** Once all had come: what they were. */
  readonly whole?: { readonly digest: string; readonly at: number };
}

/** A small file of a model as it came. Of a vocabulary that is megabytes: they are not read with every look at the models. */
export interface ModelFileRow extends StoredText {
  readonly modelId: string;
  readonly name: string;
}

export interface StoredText {
  readonly text: string;
  /** SHA-256 of its UTF-8, hex. */
  readonly digest: string;
}

/** The weights of a model in pieces, as they come. */
export interface ModelPieceRow {
  readonly modelId: string;
  readonly n: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The one database of the extension; each table is reached through its repository only. */
export type Database = Dexie & {
  settings: EntityTable<SettingsRow, 'id'>;
  lists: EntityTable<ListRow, 'id'>;
  blobs: Dexie.Table<ListBlobRow, [string, string]>;
  findings: EntityTable<FindingRow, 'name'>;
  secrets: EntityTable<SecretRow, 'id'>;
  models: EntityTable<ModelRow, 'id'>;
  modelPieces: Dexie.Table<ModelPieceRow, [string, number]>;
  corrections: Dexie.Table<Correction, [string, string]>;
  modelFiles: Dexie.Table<ModelFileRow, [string, string]>;
  trustLists: EntityTable<TrustList, 'kind'>;
  sources: EntityTable<SourceStanding, 'address'>;
  parts: EntityTable<PartRow, 'sha256'>;
  ring: EntityTable<RingRow, 'day'>;
  appeals: EntityTable<KeptAppeal, 'id'>;
};

export function openDatabase(name = 'witnessmark'): Database {
  const database = new Dexie(name) as Database;
  database.version(1).stores({
    settings: 'id',
    lists: 'id',
    blobs: '[listId+part], listId',
    findings: 'name, at',
    secrets: 'id',
  });
  database.version(2).stores({ models: 'id', modelPieces: '[modelId+n], modelId' });
  database.version(3).stores({ modelFiles: '[modelId+name], modelId', corrections: '[key+label], at' }).upgrade(async (transaction) => {
    const models = transaction.table<OldModelRow | ModelRow>('models');
    for (const row of (await models.toArray()) as readonly OldModelRow[]) {
      const { config, preprocessor, generated, ...rest } = row;
      await transaction.table<ModelFileRow>('modelFiles').bulkPut([
        { modelId: row.id, name: 'config.json', ...config },
        { modelId: row.id, name: 'preprocessor_config.json', ...preprocessor },
      ]);
      await models.put({ ...rest, kind: 'picture', meant: generated, tokenizer: null });
    }
  });
  database.version(4).stores({ trustLists: 'kind' });
  database.version(5).stores({ sources: 'address', parts: 'sha256, at' });
  database.version(6).stores({ ring: 'day' });
  database.version(7).stores({ appeals: 'id, sentAt' });
  return database;
}

/** As version 2 of the database held models: of pictures only, their small files in the row. */
interface OldModelRow extends Omit<ModelRow, 'kind' | 'meant' | 'tokenizer'> {
  readonly generated: readonly number[] | null;
  readonly config: StoredText;
  readonly preprocessor: StoredText;
}

/** Runs work on any of the tables in one transaction: what it throws undoes all of it. */
export function allOrNothing<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.transaction('rw', database.tables, work);
}
