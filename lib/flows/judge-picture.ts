import { NO_CREDENTIALS, type C2paReading } from '../core/c2pa-reading.ts';
import type { Clusters } from '../core/agreement.ts';
import type { Corrections } from '../core/correction.ts';
import type { Detector, PictureInput } from '../core/detector.ts';
import type { Abstention, AbstainReason, Claim, DetectorRef, Finding } from '../core/evidence.ts';
import type { Mark } from '../core/mark.ts';
import type { Policy } from '../core/policy.ts';
import type { Picture } from '../core/post.ts';
import type { Judged, LookedDeeper } from '../core/report.ts';
import type { Result } from '../core/result.ts';
import type { PictureMode } from '../core/settings.ts';
import { c2paClaims } from '../provenance/c2pa-claims.ts';
import { sniffPicture } from '../media/sniff-picture.ts';
import { pageClaims } from '../provenance/page-claims.ts';
import { claimsOf, notesOf } from '../provenance/read-claims.ts';
import type { Pdq } from '../subjects/pdq.ts';
import { subjectKey } from '../subjects/subject-key.ts';
import { subjectsOfPicture } from '../subjects/subjects-of-post.ts';
import { askChosen, type AskedDetector, type ChosenDetector, type NotJudged } from './chosen-detector.ts';
import { decodeOnce, type DecodeOnce } from './decode-once.ts';
import { dropOldest } from './drop-oldest.ts';
import { judge } from './judge-posts.ts';
import type { LookAlikes } from './look-alikes.ts';
import type { LookUpFlags, OnKey } from './look-up-flags.ts';
import { createMeasuredCopies, type MeasuredCopies } from './measured-copies.ts';
import { withFileNotes } from './with-file-notes.ts';

export interface JudgePicturePorts {
  readonly lookUpFlags: LookUpFlags;
  /** What lists say of pictures that look alike. */
  readonly lookAlikes?: () => Promise<LookAlikes>;
  readonly policy: () => Promise<Policy>;
  /** How the reader's lists count together, once that is known. */
  readonly clusters?: () => Clusters | undefined;
  readonly corrections: () => Promise<Corrections>;
  readonly pictureMode: () => Promise<PictureMode>;
  /** Whether the browser was told to save data: then nothing is fetched that the reader did not ask for. */
  readonly savesData: () => boolean;
  /** The one network rule (lib/media/fetch-picture.ts). */
  readonly fetchBytes: (url: string, visit: Visit, abort: AbortSignal) => Promise<Result<Uint8Array, NotJudged>>;
  readonly digest: (bytes: Uint8Array) => Promise<string>;
  /** What the metadata of a file says of it. */
  readonly readMarks: (bytes: Uint8Array) => readonly Mark[];
  /** Its Content Credentials; never rejects, and loads nothing where it has none. */
  readonly readCredentials: (bytes: Uint8Array) => Promise<C2paReading>;
  /** What its pixels say, where it is of a kind that keeps them as they were; `pixels` gives them. */
  readonly readPixelClaims: (bytes: Uint8Array, pixels: DecodeOnce) => Promise<readonly Claim[]>;
  readonly decode: (bytes: Uint8Array) => Promise<Result<PictureInput, NotJudged>>;
  readonly now: () => number;
  /** Loaded once, when the first picture is asked for; an error says why no picture can be judged. */
  readonly detector: () => Promise<Result<Detector<PictureInput>, NotJudged>>;
  /** Who abstains where the detector is not asked or cannot be loaded. */
  readonly detectorRef: () => Promise<DetectorRef>;
  /** The model of the reader's own choice, which judges beside the bundled one; undefined where there is none in use. */
  readonly chosen: () => Promise<ChosenDetector<PictureInput> | undefined>;
  /** What earlier sessions measured. Opened before a picture is fetched: who erases everything meanwhile closes it. */
  readonly remembered: () => Remembered;
}

export interface Remembered {
  read(sha256: string, detectorDigest: string): Promise<Finding | undefined>;
  save(sha256: string, detectorDigest: string, finding: Finding): Promise<void>;
}

/** Where a measurement may come from instead. */
interface Memory {
  readonly remembered: Remembered | undefined;
  readonly lookAlikes: MeasuredCopies;
  /** Copies do not count. */
  readonly itself: boolean;
}

/** What is known of a picture's bytes. */
interface Measured {
  readonly sha256?: string;
  readonly finding: Finding;
  /** Of the model of the reader's choice, where it was asked. */
  readonly beside: readonly Finding[];
  readonly claims: readonly Claim[];
  readonly credentials: C2paReading;
  readonly notes: readonly Mark[];
  readonly size?: PictureSize;
  readonly looks?: Pdq;
}

/** As its own header states it; absent where there are no bytes, or none of a picture. */
type PictureSize = NonNullable<LookedDeeper['copy']>;

export interface JudgePicture {
  (picture: Picture, visit: Visit): Promise<readonly Judged[]>;
  /** The same, with the size of what was looked at. */
  look(picture: Picture, visit: Visit): Promise<{ readonly judged: readonly Judged[]; readonly size?: PictureSize }>;
  /** Forgets what was measured in this session: everything is erased. No choice of the reader changes a measurement. */
  forget(): void;
}

export interface Visit {
  readonly pageUrl: string;
  /** Private windows read no memory and leave none on disk. */
  readonly incognito: boolean;
  /** The reader asked for this picture. */
  readonly asked: boolean;
  /** The reader allowed the site that the picture comes from. */
  readonly isAllowed: boolean;
  /** Told by what it is looked up, where that is to be kept. */
  readonly onKey?: OnKey | undefined;
}

/** Most addresses whose measurement is kept in memory; the longest unused go first. */
const MAX_KNOWN_ADDRESSES = 5_000;

/** Failures that may pass, or that are of one page only: the next sight of the picture tries again. */
const PASSING: ReadonlySet<AbstainReason> = new Set(['fetch-refused', 'fetch-failed', 'detector-failed', 'self-test-failed']);

/**
 * Judges pictures by their bytes. The same address is fetched once and the same bytes are measured once, however often
 * and wherever they appear; and so is the same picture at another size or compression, unless the reader asks about it.
 */
export function createJudgePicture(ports: JudgePicturePorts): JudgePicture {
  const byAddress = new Map<string, Promise<Measured>>();
  const bySha256 = new Map<string, Promise<Finding>>();
  /** By whether the window is private. */
  const copies = new Map<boolean, MeasuredCopies>();
  const never = new AbortController().signal;

  async function look(picture: Picture, visit: Visit): ReturnType<JudgePicture['look']> {
    const chosen = await chosenFor(picture, visit);
    let known = await measured(picture, visit, chosen);
    if (visit.asked && [known.finding, ...known.beside].some(isOfCopy)) {
      byAddress.delete(addressOf(picture, visit, chosen));
      for (const slot of slotsOf(known.sha256 ?? '', visit, chosen)) bySha256.delete(slot);
      known = await measured(picture, visit, chosen);
    }
    const { sha256, finding, beside, notes, credentials, size, looks } = known;
    // Those of the page are of this page only.
    const claims = [...known.claims, ...pageClaims(picture.sourceTypes ?? [], ports.now())];
    const subjects = subjectsOfPicture(picture.url, sha256);
    const [policy, corrections, flags] = await Promise.all([ports.policy(), ports.corrections(), ports.lookUpFlags(subjects, visit.onKey)]);
    const near = looks === undefined ? [] : ((await ports.lookAlikes?.())?.flagsOn(looks, flags[0] ?? []) ?? []);
    const judged = subjects
      .map((subject, i): Judged => {
        const found = [...(flags[i] ?? []), ...(i === 0 ? [...near, finding, ...beside, ...claims] : [])];
        const decided = judge({ subject, key: subjectKey(subject), where: picture.url }, found, { policy, corrections, clusters: ports.clusters?.() });
        return i > 0 ? decided : withFileNotes(decided, notes, credentials);
      })
      .filter(({ verdicts }, i) => i === 0 || verdicts.length > 0);
    return size === undefined ? { judged } : { judged, size };
  }

  /** The model of the reader's choice, where it is to look at this picture or has looked already. */
  async function chosenFor(picture: Picture, visit: Visit): Promise<ChosenDetector<PictureInput> | undefined> {
    const chosen = await ports.chosen();
    return chosen !== undefined && (chosen.isAutomatic || visit.asked || byAddress.has(addressOf(picture, visit, chosen))) ? chosen : undefined;
  }

  async function measured(picture: Picture, visit: Visit, chosen: ChosenDetector<PictureInput> | undefined): Promise<Measured> {
    if (!/^https?:/.test(picture.url)) {
      return { ...(await abstains('held-in-page')), ...(picture.sha256 === undefined ? {} : { sha256: picture.sha256 }) };
    }
    const mode = await ports.pictureMode();
    if (mode === 'off' || (mode === 'on-click' && !visit.asked)) return abstains('network-off');
    // Without the grant the browser would send the address of this extension along.
    if (!visit.isAllowed) return abstains('not-allowed');
    if (ports.savesData() && !visit.asked) return abstains('save-data');
    const address = addressOf(picture, visit, chosen);
    const known = byAddress.get(address);
    const promise = known ?? fetchAndMeasure(picture.url, visit, chosen);
    byAddress.delete(address);
    byAddress.set(address, promise);
    if (known === undefined) {
      void promise.then(
        ({ finding, beside }) => {
          if (mayPass(finding) || beside.some(mayPass)) byAddress.delete(address);
        },
        // Whoever asked is told; the next sight of the picture tries again.
        () => byAddress.delete(address),
      );
      dropOldest(byAddress, MAX_KNOWN_ADDRESSES);
    }
    return promise;
  }

  async function fetchAndMeasure(url: string, visit: Visit, chosen: ChosenDetector<PictureInput> | undefined): Promise<Measured> {
    // Both before the picture is fetched: what is forgotten meanwhile stays forgotten.
    const remembered = visit.incognito ? undefined : ports.remembered();
    const lookAlikes = copiesFor(visit);
    // The first picture travels while the model loads. A failure is met where the detector is asked.
    void ports.detector().catch(() => {});
    const bytes = await ports.fetchBytes(url, visit, never);
    if (!bytes.ok) return abstains(bytes.error.tag);
    const sha256 = await ports.digest(bytes.value);
    const memory = { remembered, lookAlikes, itself: visit.asked };
    const pixels = decodeOnce(() => ports.decode(bytes.value));
    const [slot, slotBeside] = slotsOf(sha256, visit, chosen);
    const finding = onceOf(slot, () => measureOnce(ports, sha256, pixels, memory));
    const beside = chosen && onceOf(slotBeside, () => measureOnce(askChosen(chosen), sha256, pixels, memory));
    const credentials = await ports.readCredentials(bytes.value);
    const marks = ports.readMarks(bytes.value);
    const claims = [...claimsOf(marks, ports.now()), ...c2paClaims(credentials, ports.now()), ...(await ports.readPixelClaims(bytes.value, pixels))];
    const looks = await (await ports.lookAlikes?.())?.looksOf(pixels);
    const sniffed = sniffPicture(bytes.value);
    const size = sniffed.ok ? { size: { width: sniffed.value.width, height: sniffed.value.height } } : {};
    return { sha256, finding: await finding, beside: beside === undefined ? [] : [await beside], claims, notes: notesOf(marks), credentials, ...size, ...(looks === undefined ? {} : { looks }) };
  }

  /** What is known of these bytes, or the outcome of the work; a failure that may pass is not kept. */
  function onceOf(slot: string, work: () => Promise<Finding>): Promise<Finding> {
    const known = bySha256.get(slot);
    if (known !== undefined) return known;
    const promise = work();
    bySha256.set(slot, promise);
    void promise.then(
      (finding) => {
        if (mayPass(finding)) bySha256.delete(slot);
      },
      () => bySha256.delete(slot),
    );
    dropOldest(bySha256, MAX_KNOWN_ADDRESSES);
    return promise;
  }

  async function measureOnce(asked: AskedDetector<PictureInput>, sha256: string, decode: DecodeOnce, memory: Memory): Promise<Finding> {
    const abstention = async (why: AbstainReason): Promise<Finding> => ({ kind: 'abstention', detector: await asked.detectorRef(), why });
    const started = await asked.detector();
    if (!started.ok) return abstention(started.error.tag);
    const detector = started.value;
    const before = await memory.remembered?.read(sha256, detector.digest);
    if (before !== undefined && !(memory.itself && isOfCopy(before))) return before;
    const pixels = await decode();
    if (!pixels.ok) return abstention(pixels.error.tag);
    const finding = await memory.lookAlikes.measureOnce(pixels.value, {
      detectorDigest: detector.digest,
      itself: memory.itself,
      measure: async () => (await detector.measure([pixels.value], never))[0] ?? abstention('detector-failed'),
    });
    if (!mayPass(finding)) await memory.remembered?.save(sha256, detector.digest, finding);
    return finding;
  }

  function copiesFor({ incognito }: Visit): MeasuredCopies {
    const known = copies.get(incognito) ?? createMeasuredCopies();
    copies.set(incognito, known);
    return known;
  }

  /** Nothing is known of the bytes. */
  async function abstains(why: AbstainReason): Promise<Measured> {
    return { finding: await abstained(why), beside: [], claims: [], notes: [], credentials: NO_CREDENTIALS };
  }

  async function abstained(why: AbstainReason): Promise<Abstention> {
    return { kind: 'abstention', detector: await ports.detectorRef(), why };
  }

  const judgePicture = async (picture: Picture, visit: Visit) => (await look(picture, visit)).judged;
  return Object.assign(judgePicture, {
    look,
    forget() {
      byAddress.clear();
      bySha256.clear();
      copies.clear();
    },
  });
}

/** Private windows share no memory with the others. */
function slotOf({ incognito }: Visit, name: string): string {
  return `${incognito ? 'private' : 'open'} ${name}`;
}

/** Where the bundled model's finding about these bytes is kept, and that of the reader's choice. */
function slotsOf(sha256: string, visit: Visit, chosen: ChosenDetector<PictureInput> | undefined): readonly [string, string] {
  return [slotOf(visit, sha256), slotOf(visit, `${sha256} ${chosen?.detectorRef.version}`)];
}

/** What the model of the reader's choice says as well is kept apart: it may not have been asked. */
function addressOf({ url }: Picture, visit: Visit, chosen: ChosenDetector<PictureInput> | undefined): string {
  return slotOf(visit, chosen === undefined ? url : `${url} ${chosen.detectorRef.version}`);
}

function isOfCopy(finding: Finding): boolean {
  return finding.kind === 'signal' && finding.copy !== undefined;
}

function mayPass(finding: Finding): boolean {
  return finding.kind === 'abstention' && PASSING.has(finding.why);
}
