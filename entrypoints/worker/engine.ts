import { PAGE_STYLE } from '../../components/badge/page-style.ts';
import { NO_TRUST } from '../../lib/core/c2pa-reading.ts';
import { MAX_ALWAYS_SHOWN } from '../../lib/core/policy.ts';
import { shortAnswer, type QuietNote } from '../../lib/core/quiet-note.ts';
import { judgedId, type PostAnswer } from '../../lib/core/report.ts';
import type { Refusal } from '../../lib/core/refusal.ts';
import { dayOf } from '../../lib/core/seen-keys.ts';
import type { Result } from '../../lib/core/result.ts';
import { withChange, type Settings } from '../../lib/core/settings.ts';
import { PICTURE_AI } from '../../lib/detect/models.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import { createFloodIndex } from '../../lib/detect/flood-index.ts';
import { createTextDetectors, type TextDetectors } from '../../lib/detect/text-detectors.ts';
import { examineFile, type ExamineFilePorts } from '../../lib/flows/examine-file.ts';
import { exportEverything } from '../../lib/flows/export-everything.ts';
import { openFollowedLists, type FollowedLists } from '../../lib/flows/followed-lists.ts';
import { createJudgePicture, type JudgePicture, type JudgePicturePorts } from '../../lib/flows/judge-picture.ts';
import { judgePosts } from '../../lib/flows/judge-posts.ts';
import { createHubModels, type HubModels } from '../../lib/flows/hub-models.ts';
import { lookDeeper } from '../../lib/flows/look-deeper.ts';
import { createSeenPosts } from '../../lib/flows/seen-posts.ts';
import { createSeenRing } from '../../lib/flows/seen-ring.ts';
import { openMirror } from '../../lib/flows/open-sources.ts';
import { reasonOfFlag } from '../../lib/flows/reason-of-flag.ts';
import { receiptOfFlag } from '../../lib/flows/receipt-of-flag.ts';
import { createReaderCorrections } from '../../lib/flows/reader-corrections.ts';
import { findForNote } from '../../lib/flows/find-for-note.ts';
import { agreed } from '../../lib/flows/list-row.ts';
import { createLookAlikes } from '../../lib/flows/look-alikes.ts';
import { createLookUpFlags, createLookUpKeys, type LookUpFlags } from '../../lib/flows/look-up-flags.ts';
import { heedFork } from '../../lib/flows/note-fork.ts';
import { nextTelling, planTelling, takeTellingBack } from '../../lib/flows/tell-fork.ts';
import { isNewIn, tryOnRing } from '../../lib/flows/try-on-ring.ts';
import { createTextOpinions } from '../../lib/flows/text-opinions.ts';
import { createTrustLists } from '../../lib/flows/trust-lists.ts';
import { catalogueOf, chooseLocale, pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { explainNoReason, explainReason } from '../../lib/i18n/explain-reason.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import type { HubError } from '../../lib/hub/hub-error.ts';
import { parseServer, isModelId, type ModelAddress } from '../../lib/hub/hub-server.ts';
import { decodePicture } from '../../lib/media/decode-picture.ts';
import { decodeSelfTest } from '../../lib/media/decode-self-test.ts';
import { sha256Hex } from '../../lib/media/digest.ts';
import { fetchPicture } from '../../lib/media/fetch-picture.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineHandlers, EngineNews } from '../../lib/messages/engine.ts';
import { createC2paHost } from '../../lib/provenance/c2pa-host.ts';
import { keepsPixels, readPixelMarks } from '../../lib/provenance/pixels/read-pixel-marks.ts';
import { createReadC2pa } from '../../lib/provenance/read-c2pa.ts';
import { claimsOf } from '../../lib/provenance/read-claims.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { largerCopies } from '../../lib/sites/larger-copies.ts';
import { rulesFor } from '../../lib/sites/rules-for.ts';
import { appealRepository } from '../../lib/store/appeal-repository.ts';
import { correctionRepository } from '../../lib/store/correction-repository.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { findingRepository, type FindingRepository } from '../../lib/store/finding-repository.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { modelRepository } from '../../lib/store/model-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { trustListRepository } from '../../lib/store/trust-list-repository.ts';
import { subjectKey } from '../../lib/subjects/subject-key.ts';
import { savesData } from '../offscreen/saves-data.ts';
import { startC2paWorker } from './c2pa-worker.ts';
import { createChosenModel, type ChosenModelPorts } from './chosen-model.ts';
import { createExaminations } from './examinations.ts';
import { hasAdapter } from './has-adapter.ts';
import { withGpu } from './with-gpu.ts';

export interface Engine {
  readonly handlers: EngineHandlers;
  /** A model could not be started in this worker: a fresh worker may do better. */
  broken(): boolean;
}

/** A visible page of Firefox or Safari keeps the background awake this often; it would be ended after 30 s of quiet. */
const KEEP_AWAKE_MS = 20_000;

/** A background that is started anew may find an options page that still offers to undo a removal. */
const UNDO_MS = 3_600_000;

/** A day too many at most by as long as this. */
const PRUNE_RING_EVERY_MS = 3_600_000;

/** The download of a file has its own hold on the bytes once it began. */
const LET_GO_AFTER_MS = 60_000;

const never = new AbortController().signal;

/** Opens the store and joins the flows to it; models are loaded when they are first needed. `tell` says something unasked. */
export function createEngine(baseUrl: string, tell: (news: EngineNews) => void): Engine {
  const database = openDatabase();
  const settings = settingsRepository(database);
  const lists = listRepository(database);
  const sources = sourceRepository(database);
  const appeals = appealRepository(database);
  const index = new FlagIndex();
  const followed = once(() => openFollowedLists(lists, index));
  const textDetectors = once(() => loadTextDetectors(baseUrl));
  /** What the feeds showed of late, in memory only. Private windows neither add to the one of ordinary windows nor learn from it. */
  const [floods, privateFloods] = [createFloodIndex(), createFloodIndex()];
  const seenPosts = createSeenPosts();
  const ring = ringRepository(database);
  const seenRing = createSeenRing({ ring, now: Date.now, later: setTimeout, onTrouble: notKept });
  let broken = false;

  const lookUpFlags: LookUpFlags = async (subjects, onKey) => {
    known = await followed();
    const { meaningOf, heldBack } = known;
    return createLookUpFlags({ index, meaningOf, heldBack, tailsOf: lists.tailsOf, now: Date.now })(subjects, onKey);
  };
  /** Known once the lists were first looked at. */
  let known: FollowedLists | undefined;
  const clusters = () => known?.clusters();
  const policy = async () => (await settings.read()).policy;
  const correctionsKept = correctionRepository(database);
  const corrections = createReaderCorrections(correctionsKept);

  const findings = findingRepository(database, crypto);
  void findings.prune(Date.now()).catch(notTidied);
  void lists.purge(Date.now() - UNDO_MS).catch(notTidied);
  const pruneRing = () => void ring.prune(dayOf(Date.now())).catch(notTidied);
  pruneRing();
  // A browser may stay open for days in which nothing is read.
  setInterval(pruneRing, PRUNE_RING_EVERY_MS);
  const models = modelRepository(database);
  const startModelWorker = () => new Worker(`${baseUrl}hub-model.js`);
  const chosenPorts: ChosenModelPorts = {
    models,
    startWorker: startModelWorker,
    hasAdapter,
    note: (id, why) => hubModels.note(id, why),
  };
  const chosenForPictures = createChosenModel('picture', chosenPorts);
  const chosenForTexts = createChosenModel('text', chosenPorts);
  const onNews = (tab: number, ids: readonly string[]) => tell({ tab, ids });
  /** Private windows share neither what is known of texts nor what was asked about. */
  const [opinions, privateOpinions] = [createTextOpinions({ chosen: chosenForTexts.inUse, onNews }), createTextOpinions({ chosen: chosenForTexts.inUse, onNews })];
  function forgetChosen(): void {
    for (const each of [chosenForPictures, chosenForTexts, opinions, privateOpinions]) each.forget();
  }
  const hubModels: HubModels = createHubModels({
    models,
    fetch: (...all) => fetch(...all),
    room,
    now: Date.now,
    onChanged() {
      forgetChosen();
      judgePicture.forget();
    },
  });
  const trustLists = createTrustLists({
    lists: trustListRepository(database),
    fetch: (...all) => fetch(...all),
    now: Date.now,
    onChanged: () => judgePicture.forget(),
  });
  const readC2pa = createReadC2pa(createC2paHost({ startWorker: () => startC2paWorker(baseUrl) }).read);
  const pictureMode = async () => (await settings.read()).pictures;
  const picturePorts = {
    readCredentials: async (bytes: Uint8Array) => readC2pa(bytes, await trustLists.trust().catch(() => NO_TRUST)),
    chosen: chosenForPictures.inUse,
    lookUpFlags,
    policy,
    corrections: corrections.current,
    clusters,
    lookAlikes: async () => createLookAlikes(await followed(), Date.now),
    ...pixelPorts(baseUrl, startModelWorker, () => {
      broken = true;
    }),
  };
  const judgePicture: JudgePicture = pictureJudge(findings, { ...picturePorts, pictureMode });
  const examinations = createExaminations(async (bytes, abort) => {
    const examined = await examineFile(bytes, { ...picturePorts, now: Date.now }, abort);
    if (examined.fork?.kind === 'proves') {
      await heedFork(examined.fork.proven, bytes, lists);
      await reloadLists();
    }
    return examined;
  });

  /** Pictures that were measured while no list knew any by likeness were not compared with them. */
  async function reloadLists(): Promise<void> {
    const all = await followed();
    const wasEmpty = all.pictures.isEmpty;
    await all.reload();
    if (wasEmpty && !all.pictures.isEmpty) judgePicture.forget();
  }

  const handlers: EngineHandlers = {
    'open-page': async (_request, { pageUrl, incognito, frame }) => {
      const { locale, pausedHosts } = await settings.read();
      const { host, hostname } = new URL(pageUrl);
      (incognito ? privateOpinions : opinions).visit(frame?.tabId, host);
      return done({
        paused: pausedHosts.includes(host),
        style: PAGE_STYLE,
        catalogue: pageCatalogueOf(chooseLocale(locale, navigator.languages)),
        rules: rulesFor(hostname),
        keepAwakeMs: import.meta.env.FIREFOX || import.meta.env.SAFARI ? KEEP_AWAKE_MS : null,
      });
    },
    'judge-posts': async ({ posts }, { pageUrl, incognito, frame }) => {
      const larger = incognito ? privateOpinions : opinions;
      const seen = incognito ? privateFloods : floods;
      const all = await settings.read();
      const answers = await judgePosts(posts, pageUrl, { lookUpFlags, onKey: seenRing.noteFor(all, { pageUrl, incognito }), policy: async () => all.policy, corrections: corrections.current, clusters, textDetectors, opinions: (asked) => larger.of(asked, frame?.tabId), floods: seen, ...(incognito ? {} : { seen: seenPosts }), now: Date.now }, never);
      const again = seen.outdated(pageUrl).map(({ subject, where }) => judgedId({ subject, key: subjectKey(subject), where }));
      return done({ answers: shortened(answers), again });
    },
    'forget-private': async () => {
      privateFloods.clear();
      privateOpinions.forget();
      return done(null);
    },
    'judge-picture': async ({ picture, asked, isAllowed }, { pageUrl, incognito }) => {
      const onKey = seenRing.noteFor(await settings.read(), { pageUrl, incognito });
      return done({ judged: await judgePicture(picture, { pageUrl, incognito, asked, isAllowed, onKey }) });
    },
    'larger-copies': async ({ url, named }) => done(largerCopies(url, named)),
    'look-deeper': async ({ picture, copies }, { pageUrl, incognito }) => done(await lookDeeper(picture, copies, { pageUrl, incognito }, judgePicture)),
    'make-receipt': async (asked) => {
      const made = await receiptOfFlag(asked, { followed: await followed(), lists, nowMs: Date.now() });
      return made.ok ? done({ text: made.value }) : refused(made.error.why, made.error.message);
    },
    'ask-reason': async (asked, { incognito: isPrivate }) => {
      const open = (address: string, isReaders: boolean) => openMirror(address, (...all) => fetch(...all), isReaders);
      const reason = await reasonOfFlag(asked, { lookUpFlags, lists, parts: partRepository(database), sources, open, now: Date.now, isPrivate, signal: never });
      const t = createTranslate(catalogueOf(chooseLocale((await settings.read()).locale, navigator.languages)));
      if (!reason.ok) console.warn(`Witnessmark: no reason could be told. ${reason.error.message}`);
      return done({ text: reason.ok ? explainReason(reason.value, t) : explainNoReason(reason.error.why, t) });
    },
    'always-show': async ({ account, shown }) => {
      await settings.change((all) => withAlwaysShown(all, account, shown));
      return done(null);
    },
    correct: async (correction) => {
      await corrections.correct({ ...correction, at: Date.now() });
      return done(null);
    },
    'get-corrections': async () => {
      const { meaningOf } = await followed();
      return done(await corrections.summary((id) => meaningOf(id)?.name));
    },
    'forget-corrections': async () => {
      await corrections.forgetAll();
      return done(null);
    },
    'pause-site': async ({ host, paused }) => {
      await settings.change((all) => withPause(all, host, paused));
      return done(null);
    },
    'get-settings': async () => done(await settings.read()),
    'change-settings': async (change) => {
      if (change.ring === false) seenRing.forget();
      return done(await settings.change((all) => withChange(all, change)));
    },
    'get-lists': async () => done((await followed()).all()),
    'lists-changed': async () => {
      await reloadLists();
      return done(null);
    },
    'stored-changed': async () => {
      corrections.reload();
      trustLists.reload();
      await reloadLists();
      return done(null);
    },
    'offer-trial': async () => {
      await seenRing.write().catch(notKept);
      return done({ seen: seenPosts.all(), alwaysShow: (await policy()).alwaysShow });
    },
    'join-list': async ({ id, source }) => {
      if (!(await lists.join(id, Date.now()))) {
        const row = await lists.get(id);
        if (row === undefined) return refused('gone', 'The list is not there any more.');
      }
      await lists.follow(id, (before) => ({ mirrors: [], ...before, own: source, isOn: true }));
      await reloadLists();
      return done(null);
    },
    'decline-list': async ({ id }) => {
      await lists.decline(id);
      return done(null);
    },
    'follow-list': async ({ id, isOn }) => {
      await lists.follow(id, (before) => ({ mirrors: [], ...before, isOn }));
      await reloadLists();
      return done(null);
    },
    'accept-change': async ({ id, what }) => {
      await (what === 'sudden' ? lists.accept(id) : lists.change(id, agreed));
      await reloadLists();
      return done(null);
    },
    'try-change': async ({ id }) => {
      await seenRing.write().catch(notKept);
      const days = await ring.days(dayOf(Date.now()));
      if (days === undefined) return done(null);
      const { meaningOf, heldBack } = await followed();
      const lookUp = createLookUpKeys({ index, meaningOf, heldBack, tailsOf: lists.tailsOf, now: Date.now });
      return done(await tryOnRing(days, lookUp, isNewIn(id)));
    },
    'get-fork-proof': async ({ id, isPast = false }) => {
      const proof = await lists.forkProofOf(id, isPast ? 'past-fork' : 'fork');
      return proof === undefined ? refused('gone', 'There is no proof of it here.') : done({ blobUrl: offeredFile(new Blob([proof])) });
    },
    'tell-fork': async ({ id }) => {
      const planned = await planTelling(id, (await settings.read()).ownRelays, { lists, now: Date.now, random: (length) => crypto.getRandomValues(new Uint8Array(length)) });
      if (!planned.ok) return refused(planned.error.why, planned.error.message);
      await reloadLists();
      return done(null);
    },
    'untell-fork': async ({ id }) => {
      await takeTellingBack(id, lists);
      await reloadLists();
      return done(null);
    },
    'next-telling': async () => done((await nextTelling(lists)) ?? null),
    'find-for-note': async (asked) => {
      const found = await findForNote(asked, { followed: await followed(), index, lists, nowMs: Date.now() });
      return found.ok ? done(found.value) : refused(found.error.why, found.error.message);
    },
    'keep-appeal': async (appeal) => {
      await appeals.save(appeal);
      return done(null);
    },
    'get-appeals': async () => done((await appeals.all()).map(({ secret: _, inbox: __, ...shown }) => shown)),
    'remove-appeal': async ({ id }) => {
      await appeals.remove(id);
      return done(null);
    },
    'get-sources': async () => done(await sources.all()),
    'remove-list': async ({ id }) => {
      await lists.remove(id, Date.now());
      await reloadLists();
      return done(null);
    },
    'bring-list-back': async ({ id }) => {
      if (!(await lists.bringBack(id))) return refused('gone', 'The list is not there any more.');
      await reloadLists();
      return done(null);
    },
    'purge-lists': async () => {
      await lists.purge(Infinity);
      return done(null);
    },
    'get-trust-lists': async () => done(await trustLists.summaries()),
    'install-trust-list': async ({ kind }) => answerOf(await trustLists.install(kind)),
    'import-trust-list': async ({ kind, blobUrl, name }) => answerOf(await trustLists.import(kind, await (await fetch(blobUrl)).blob(), name)),
    'remove-trust-list': async ({ kind }) => {
      await trustLists.remove(kind);
      return done(null);
    },
    'look-up-model': async (asked) => withAddress(asked, (address) => hubModels.lookUp(address)),
    'download-model': async ({ file, ...asked }) => withAddress(asked, (address) => hubModels.download(address, file)),
    'get-models': async () => done(await hubModels.all()),
    'pause-model': async ({ id }) => {
      hubModels.pause(id);
      return done(null);
    },
    'resume-model': async ({ id }) => answerOf(await hubModels.resume(id)),
    'remove-model': async ({ id }) => {
      await hubModels.remove(id);
      return done(null);
    },
    'use-model': async ({ id, use }) => {
      await hubModels.use(id, use);
      return done(null);
    },
    'confirm-model': async ({ id, meant }) => {
      await hubModels.confirm(id, meant);
      return done(null);
    },
    'ask-posts': async ({ tabId, host, privateWindow }) => {
      (privateWindow ? privateOpinions : opinions).ask(tabId, host);
      return done(null);
    },
    'examine-file': async ({ blobUrl }) => {
      const examined = await examinations.start(blobUrl);
      return examined.ok ? examined : refused(examined.error.why, examined.error.message);
    },
    'cancel-examination': async ({ blobUrl }) => {
      examinations.cancel(blobUrl);
      return done(null);
    },
    'erase-everything': async () => {
      hubModels.pauseAll();
      const erased = await eraseEverything(database);
      findings.forgetKey();
      corrections.reload();
      seenRing.forget();
      for (const each of [floods, privateFloods, seenPosts]) each.clear();
      await reloadLists();
      forgetChosen();
      trustLists.reload();
      judgePicture.forget();
      return done(erased);
    },
    'export-everything': async () => {
      const archive = await exportEverything({ settings, lists, findings, corrections: correctionsKept, trustLists: trustListRepository(database), nowMs: Date.now() });
      if (!archive.ok) return refused(archive.error, 'What there is to export is over 1 GiB.');
      return done({ blobUrl: offeredFile(archive.value) });
    },
  };
  return { handlers, broken: () => broken };
}

/** The address of a file that pages of ours may take. */
function offeredFile(file: Blob): string {
  const blobUrl = URL.createObjectURL(file);
  setTimeout(() => URL.revokeObjectURL(blobUrl), LET_GO_AFTER_MS);
  return blobUrl;
}

/** For private windows: this worker belongs to the ordinary profile, whose cache must not learn of them. */
const fetchWithoutTrace: typeof fetch = (input, init) => fetch(input, { ...init, cache: 'no-store' });

function withPause(settings: Settings, host: string, paused: boolean): Settings {
  const others = settings.pausedHosts.filter((each) => each !== host);
  return { ...settings, pausedHosts: paused ? [...others, host] : others };
}

/** The newest are kept where there are more than can be. */
function withAlwaysShown(settings: Settings, account: string, shown: boolean): Settings {
  const others = settings.policy.alwaysShow.filter((each) => each !== account);
  const alwaysShow = shown ? [...others, account].slice(-MAX_ALWAYS_SHOWN) : others;
  return { ...settings, policy: { ...settings.policy, alwaysShow } };
}

async function loadTextDetectors(baseUrl: string): Promise<TextDetectors> {
  const folder = `${baseUrl}models/text-spam/`;
  const [card, weights] = await Promise.all([
    fetch(`${folder}card.json`).then((answer) => answer.json() as Promise<unknown>),
    fetch(`${folder}weights.bin`).then((answer) => answer.arrayBuffer()),
  ]);
  const detectors = createTextDetectors({ card, weights }, { now: Date.now });
  // The files ship with this very build: not fitting is a broken build, not bad input.
  if (!detectors.ok) throw new Error(detectors.error.message);
  return detectors.value;
}

/** What is done with the bytes and the pixels of a picture, wherever they come from. */
function pixelPorts(baseUrl: string, startModelWorker: () => Worker, onBroken: () => void): Pick<JudgePicturePorts, 'digest' | 'readMarks' | 'readPixelClaims' | 'decode' | 'detector' | 'detectorRef'> {
  const isExact = onceTrue(() => decodeSelfTest(decodePicture));
  const loadDetector = once(async (): ReturnType<ExamineFilePorts['detector']> => {
    const loaded = await createPictureDetector({ baseUrl, now: Date.now });
    if (loaded.ok) return { ok: true, value: withGpu(loaded.value, { startWorker: startModelWorker, model: PICTURE_AI.id, hasAdapter }) };
    console.warn(`Witnessmark: pictures cannot be judged. ${loaded.error.message}`);
    onBroken();
    return { ok: false, error: { tag: 'detector-failed' } };
  });
  return {
    digest: sha256Hex,
    readMarks: (bytes) => {
      const sniffed = sniffPicture(bytes);
      return sniffed.ok ? readMarks(bytes, sniffed.value.type) : [];
    },
    readPixelClaims: async (bytes, pixels) => {
      const sniffed = sniffPicture(bytes);
      const picture = sniffed.ok && keepsPixels(sniffed.value.type) ? await pixels() : undefined;
      return picture?.ok === true ? claimsOf(readPixelMarks(picture.value), Date.now()) : [];
    },
    decode: async (bytes) => {
      const sniffed = sniffPicture(bytes);
      return sniffed.ok ? decodePicture(bytes, sniffed.value) : sniffed;
    },
    async detector() {
      // Once it held, every decoding goes on proving itself.
      return (await isExact()) ? loadDetector() : { ok: false, error: { tag: 'self-test-failed' } };
    },
    detectorRef: once(async () => ({ id: PICTURE_AI.id, version: await cardVersion(`${baseUrl}${PICTURE_AI.card}`) })),
  };
}

function pictureJudge(findings: FindingRepository, ports: Omit<JudgePicturePorts, 'now' | 'savesData' | 'fetchBytes' | 'remembered'>): JudgePicture {
  return createJudgePicture({
    ...ports,
    now: Date.now,
    savesData,
    fetchBytes: (url, { pageUrl, incognito }, signal) =>
      fetchPicture(url, { pageUrl, fetch: incognito ? fetchWithoutTrace : (...all) => fetch(...all), signal }),
    remembered() {
      const memory = findings.open();
      return {
        // The disk is a convenience here: full or broken, pictures are judged all the same.
        read: (sha256, digest) => memory.read(sha256, digest, Date.now()).catch(() => undefined),
        save: (sha256, digest, finding) => memory.save(sha256, digest, finding, Date.now()).catch(notKept),
      };
    },
  });
}

function shortened(answers: Readonly<Record<string, PostAnswer>>): Readonly<Record<string, PostAnswer | QuietNote>> {
  return Object.fromEntries(Object.entries(answers).map(([ref, answer]) => [ref, shortAnswer(answer)]));
}

function notKept(error: unknown): void {
  console.warn(`Witnessmark: something could not be kept. ${String(error)}`);
}

function notTidied(error: unknown): void {
  console.warn(`Witnessmark: what is out of date stays until the next start. ${String(error)}`);
}

async function cardVersion(card: string): Promise<string> {
  const { version } = (await (await fetch(card)).json()) as { readonly version: string };
  return version;
}

/** Does the work at the first call and keeps its result; after a failure the next call tries again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () =>
    (result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    }));
}

/** Does the work once at a time, and no more once it gave true. */
function onceTrue(work: () => Promise<boolean>): () => Promise<boolean> {
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

/** What may still be written; where the browser does not tell, the writing itself will. */
async function room(): Promise<number> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? Infinity : quota - (usage ?? 0);
}

async function withAddress<T>(asked: ModelAddress, work: (address: ModelAddress) => Promise<Result<T, HubError>>): Promise<Answer<T>> {
  const server = parseServer(asked.server);
  if (server === undefined || !isModelId(asked.id) || !/^[\w.-]{1,64}$/.test(asked.revision)) return refused('no-such-model', 'This is no address of a model.');
  return answerOf(await work({ ...asked, server }));
}

function answerOf<T>(result: Result<T, Pick<HubError, 'why' | 'message'>>): Answer<T> {
  return result.ok ? result : refused(result.error.why, result.error.message);
}

function refused(why: Refusal, message: string): Answer<never> {
  return { ok: false, error: { tag: 'refused', message, why } };
}

function done<T>(value: T): Answer<T> {
  return { ok: true, value };
}

