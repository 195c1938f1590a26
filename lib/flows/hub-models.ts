import { MAX_MODELS, type HubModel, type ModelOffer, type ModelState, type ModelUse } from '../core/hub-model.ts';
import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import { askForBytes, type HubPort } from '../hub/ask-hub.ts';
import { digestOfPieces, downloadWeights, PIECE_BYTES } from '../hub/download-weights.ts';
import type { HubError } from '../hub/hub-error.ts';
import { fileUrl, type ModelAddress } from '../hub/hub-server.ts';
import { lookUpModel, MAX_TOKENIZER_BYTES } from '../hub/look-up-model.ts';
import { sha256Hex, sha256OfText } from '../media/digest.ts';
import type { ModelRow, StoredText } from '../store/database.ts';
import type { ModelRepository } from '../store/model-repository.ts';

export interface HubModelsPorts extends Omit<HubPort, 'signal'> {
  readonly models: ModelRepository;
  /** Bytes that may still be kept, as far as the browser tells. */
  readonly room: () => Promise<number>;
  readonly now: () => number;
  readonly retryAfterMs?: readonly number[];
  /** Which model is used, or how, may have changed. */
  readonly onChanged: () => void;
}

/** The models that the reader chose: found, downloaded piece by piece, checked, put to use and removed. */
export interface HubModels {
  all(): Promise<readonly HubModel[]>;
  /** What a server has under a name. Nothing is kept of it. */
  lookUp(address: ModelAddress): Promise<Result<ModelOffer, HubError>>;
  /** Begins a download, and comes back as soon as it is under way. */
  download(address: ModelAddress, file: string): Promise<Result<null, HubError>>;
  /** What has come is kept. */
  pause(id: string): void;
  resume(id: string): Promise<Result<null, HubError>>;
  remove(id: string): Promise<void>;
  /** At most one model of a kind is in use: the one that was before is put aside. */
  use(id: string, use: ModelUse): Promise<void>;
  /** Which classes mean what is asked of a model of its kind, as the reader says. */
  confirm(id: string, meant: readonly number[]): Promise<void>;
  /** Notes that a model did not start, and why; until another start succeeds. */
  note(id: string, why: Refusal | undefined): void;
  /** Ends every download: all of it is about to be erased. */
  pauseAll(): void;
}

interface UnderWay {
  readonly stop: AbortController;
  doneBytes: number;
  step: 'downloading' | 'checking';
}

export function createHubModels(ports: HubModelsPorts): HubModels {
  const { models, now, onChanged } = ports;
  const underWay = new Map<string, UnderWay>();
  /** Goes up when everything is erased: what was looked up before that begins no download. */
  let erasures = 0;
  /** Why the last download, or the last start, came to nothing. */
  const failures = new Map<string, Refusal>();

  async function begin(row: ModelRow): Promise<void> {
    const doneBytes = await bytesOf(row);
    // Two clicks are one download.
    if (underWay.has(row.id)) return;
    const work: UnderWay = { stop: new AbortController(), doneBytes, step: 'downloading' };
    underWay.set(row.id, work);
    failures.delete(row.id);
    void carryOut(row, work)
      .catch((error: unknown): Refusal | undefined => {
        if (work.stop.signal.aborted) return undefined;
        console.warn(`Witnessmark: a model could not be kept. ${String(error)}`);
        return 'no-room';
      })
      .then((why) => {
        if (underWay.get(row.id) !== work) return;
        underWay.delete(row.id);
        if (why !== undefined) failures.set(row.id, why);
      });
  }

  /** Undefined once the model is whole and is what the server said, else why it is not. */
  async function carryOut(row: ModelRow, work: UnderWay): Promise<Refusal | undefined> {
    const { signal } = work.stop;
    const pieces = models.pieces(row);
    const refused = await getTokenizer(row, signal);
    if (refused !== undefined) return refused;
    const along = row.tokenizer?.bytes ?? 0;
    const got = await downloadWeights({
      ...ports,
      signal,
      pieces,
      url: fileUrl(row, row.file),
      bytes: row.bytes,
      onProgress: (doneBytes) => (work.doneBytes = along + doneBytes),
    });
    if (!got.ok) return got.error.why;
    work.step = 'checking';
    const digest = await digestOfPieces(pieces, signal);
    if (row.sha256 !== null && digest !== row.sha256) {
      await pieces.clear();
      return 'altered';
    }
    signal.throwIfAborted();
    await models.change(row.id, { whole: { digest, at: now() } });
    onChanged();
    return undefined;
  }

  /** Undefined once it is there, where there is to be one. */
  async function getTokenizer(row: ModelRow, signal: AbortSignal): Promise<Refusal | undefined> {
    const { tokenizer } = row;
    if (tokenizer === null || (await models.hasFile(row.id, tokenizer.file))) return undefined;
    const came = await askForBytes(fileUrl(row, tokenizer.file), MAX_TOKENIZER_BYTES, { ...ports, signal });
    if (!came.ok) return came.error.why;
    const isStated = tokenizer.sha256 === null || tokenizer.sha256 === (await sha256Hex(came.value));
    if (!isStated || came.value.length !== tokenizer.bytes) return 'altered';
    await models.saveFile(row, tokenizer.file, await storedText(new TextDecoder().decode(came.value)));
    return undefined;
  }

  /** What has come of a model and is kept. */
  async function bytesOf(row: ModelRow): Promise<number> {
    const { tokenizer } = row;
    const along = tokenizer !== null && (await models.hasFile(row.id, tokenizer.file)) ? tokenizer.bytes : 0;
    return along + Math.min(row.bytes, (await models.pieces(row).count()) * PIECE_BYTES);
  }

  async function hasRoomFor(row: ModelRow): Promise<boolean> {
    return (await ports.room()) > sizeOf(row) - (await bytesOf(row));
  }

  function stop(id: string): void {
    underWay.get(id)?.stop.abort(new Error('stopped by the reader'));
    underWay.delete(id);
  }

  async function stateOf(row: ModelRow): Promise<ModelState> {
    const why = failures.get(row.id);
    const told = why === undefined ? {} : { why };
    if (row.whole !== undefined) return { kind: 'ready', digest: row.whole.digest, downloadedAt: row.whole.at, ...told };
    const work = underWay.get(row.id);
    if (work !== undefined) return { kind: 'partial', doneBytes: work.doneBytes, step: work.step };
    return { kind: 'partial', doneBytes: await bytesOf(row), step: 'paused', ...told };
  }

  return {
    all: async () => Promise.all((await models.all()).map(async (row) => ({ ...shown(row), state: await stateOf(row) }))),
    async lookUp(address) {
      const found = await lookUpModel(address, { ...ports, signal: never });
      return found.ok ? ok(found.value.offer) : found;
    },
    async download(address, file) {
      const before = erasures;
      const found = await lookUpModel(address, { ...ports, signal: never });
      if (!found.ok) return found;
      const { offer, files, tokenizer } = found.value;
      const variant = found.value.variants.find((each) => each.file === file);
      if (variant === undefined) return err({ why: 'gone', message: `${file} is not there any more.` });
      const others = (await models.all()).filter(({ id }) => id !== offer.id);
      if (others.length >= MAX_MODELS) return err({ why: 'too-large', message: `There are ${MAX_MODELS} models already.` });
      const { variants: _, ...about } = offer;
      const row: ModelRow = {
        ...about,
        ...variant,
        tokenizer,
        use: 'off',
        etag: null,
      };
      const small = await Promise.all(Object.entries(files).map(async ([name, text]) => [name, await storedText(text)] as const));
      stop(row.id);
      if ((await ports.room()) <= sizeOf(row)) return noRoom(row);
      if (before !== erasures) return err({ why: 'cancelled', message: '' });
      await models.begin(row, Object.fromEntries(small));
      await begin(row);
      return ok(null);
    },
    pause: stop,
    async resume(id) {
      const row = await models.get(id);
      if (row === undefined) return err({ why: 'gone', message: '' });
      if (row.whole !== undefined) return ok(null);
      if (!(await hasRoomFor(row))) return noRoom(row);
      await begin(row);
      return ok(null);
    },
    async remove(id) {
      stop(id);
      failures.delete(id);
      await models.remove(id);
      onChanged();
    },
    async use(id, use) {
      const all = await models.all();
      const kind = all.find((each) => each.id === id)?.kind;
      for (const other of all) {
        if (other.id !== id && other.kind === kind && other.use !== 'off' && use !== 'off') await models.change(other.id, { use: 'off' });
      }
      failures.delete(id);
      await models.change(id, { use });
      onChanged();
    },
    async confirm(id, meant) {
      const row = await models.get(id);
      if (row === undefined || !meant.every((each) => each < row.labels.length)) return;
      await models.change(id, { meant });
      onChanged();
    },
    note(id, why) {
      if (why === undefined) failures.delete(id);
      else failures.set(id, why);
    },
    pauseAll() {
      erasures++;
      for (const id of underWay.keys()) stop(id);
    },
  };
}

const never = new AbortController().signal;

function shown(row: ModelRow): Omit<HubModel, 'state'> {
  const { id, kind, server, revision, licence, labels, meant, file, sha256, use } = row;
  return { id, kind, server, revision, licence, labels, meant, file, bytes: sizeOf(row), sha256, use };
}

/** Of all that is downloaded. */
function sizeOf({ bytes, tokenizer }: ModelRow): number {
  return bytes + (tokenizer?.bytes ?? 0);
}

async function storedText(text: string): Promise<StoredText> {
  return { text, digest: await sha256OfText(text) };
}

function noRoom(row: ModelRow): Result<never, HubError> {
  return err({ why: 'no-room', message: `It takes ${Math.ceil(sizeOf(row) / 1e6)} MB.` });
}
