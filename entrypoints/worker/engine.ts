import { PAGE_STYLE } from '../../components/badge/page-style.ts';
import { NO_TRUST } from '../../lib/core/c2pa-reading.ts';
import { MAX_ALWAYS_SHOWN } from '../../lib/core/policy.ts';
import { shortAnswer, type QuietNote } from '../../lib/core/quiet-note.ts';
import { judgedId, type PostAnswer } from '../../lib/core/report.ts';
import { dayOf } from '../../lib/core/seen-keys.ts';
import { withChange, type Settings } from '../../lib/core/settings.ts';
import { createFloodIndex } from '../../lib/detect/flood-index.ts';
import { createTextDetectors, type TextDetectors } from '../../lib/detect/text-detectors.ts';
import { examineFile } from '../../lib/flows/examine-file.ts';
import { exportEverything } from '../../lib/flows/export-everything.ts';
import { openFollowedLists, type FollowedLists } from '../../lib/flows/followed-lists.ts';
import type { JudgePicture } from '../../lib/flows/judge-picture.ts';
import { judgePosts } from '../../lib/flows/judge-posts.ts';
import { createHubModels, type HubModels } from '../../lib/flows/hub-models.ts';
import { lookDeeper } from '../../lib/flows/look-deeper.ts';
import { createSeenPosts } from '../../lib/flows/seen-posts.ts';
import { createSeenRing } from '../../lib/flows/seen-ring.ts';
import { createReaderCorrections } from '../../lib/flows/reader-corrections.ts';
import { createLookAlikes } from '../../lib/flows/look-alikes.ts';
import { createLookUpFlags, type LookUpFlags } from '../../lib/flows/look-up-flags.ts';
import { heedFork } from '../../lib/flows/note-fork.ts';
import { createTextOpinions } from '../../lib/flows/text-opinions.ts';
import { createTrustLists } from '../../lib/flows/trust-lists.ts';
import { chooseLocale, pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import type { EngineHandlers, EngineNews } from '../../lib/messages/engine.ts';
import { createC2paHost } from '../../lib/provenance/c2pa-host.ts';
import { createReadC2pa } from '../../lib/provenance/read-c2pa.ts';
import { largerCopies } from '../../lib/sites/larger-copies.ts';
import { rulesFor } from '../../lib/sites/rules-for.ts';
import { correctionRepository } from '../../lib/store/correction-repository.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { findingRepository } from '../../lib/store/finding-repository.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { modelRepository } from '../../lib/store/model-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { trustListRepository } from '../../lib/store/trust-list-repository.ts';
import { subjectKey } from '../../lib/subjects/subject-key.ts';
import { startC2paWorker } from './c2pa-worker.ts';
import { done, notKept, offeredFile, refused } from './answers.ts';
import { createChosenModel, type ChosenModelPorts } from './chosen-model.ts';
import { createExaminations } from './examinations.ts';
import { hasAdapter } from './has-adapter.ts';
import { listHandlers } from './list-handlers.ts';
import { modelHandlers } from './model-handlers.ts';
import { once } from './once.ts';
import { pictureJudge, pixelPorts } from './picture-ports.ts';

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

const never = new AbortController().signal;

/** Opens the store and joins the flows to it; models are loaded when they are first needed. `tell` says something unasked. */
export function createEngine(baseUrl: string, tell: (news: EngineNews) => void): Engine {
  const database = openDatabase();
  const settings = settingsRepository(database);
  const lists = listRepository(database);
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
    ...listHandlers({ database, index, followed, lookUpFlags, reloadLists, seenPosts, seenRing }),
    ...modelHandlers(hubModels, trustLists),
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
    'stored-changed': async () => {
      corrections.reload();
      trustLists.reload();
      await reloadLists();
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

function shortened(answers: Readonly<Record<string, PostAnswer>>): Readonly<Record<string, PostAnswer | QuietNote>> {
  return Object.fromEntries(Object.entries(answers).map(([ref, answer]) => [ref, shortAnswer(answer)]));
}

function notTidied(error: unknown): void {
  console.warn(`Witnessmark: what is out of date stays until the next start. ${String(error)}`);
}

/** What may still be written; where the browser does not tell, the writing itself will. */
async function room(): Promise<number> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? Infinity : quota - (usage ?? 0);
}
