import type { Clusters } from '../core/agreement.ts';
import type { C2paReading } from '../core/c2pa-reading.ts';
import type { Corrections } from '../core/correction.ts';
import type { Detector, PictureInput } from '../core/detector.ts';
import type { AbstainReason, Claim, DetectorRef, Finding, Flag } from '../core/evidence.ts';
import type { ExaminedFile, FileKind, NotChecked } from '../core/examined-file.ts';
import type { Policy } from '../core/policy.ts';
import type { Result } from '../core/result.ts';
import { looksLikeForkProof } from '../lists/fork-proof.ts';
import { looksLikeReceipt } from '../lists/receipt-format.ts';
import { sniffFile } from '../media/sniff-file.ts';
import { sniffPicture } from '../media/sniff-picture.ts';
import { c2paClaims } from '../provenance/c2pa-claims.ts';
import { claimsOf, notesOf } from '../provenance/read-claims.ts';
import { readMarks } from '../provenance/read-marks.ts';
import { mediaSubject } from '../subjects/media-subject.ts';
import { PDQ_MIN_QUALITY, writePdq, type Pdq } from '../subjects/pdq.ts';
import { subjectKey } from '../subjects/subject-key.ts';
import { askChosen, type AskedDetector, type ChosenDetector, type NotJudged } from './chosen-detector.ts';
import { decodeOnce, type DecodeOnce } from './decode-once.ts';
import { judge } from './judge-posts.ts';
import { looksOf, type LookAlikes } from './look-alikes.ts';
import type { LookUpFlags } from './look-up-flags.ts';
import { readForkProof } from './read-fork-proof.ts';
import { readReceipt } from './read-receipt.ts';
import { withFileNotes } from './with-file-notes.ts';

export interface ExamineFilePorts {
  readonly lookUpFlags: LookUpFlags;
  /** What lists say of pictures that look alike. */
  readonly lookAlikes?: () => Promise<LookAlikes>;
  readonly policy: () => Promise<Policy>;
  readonly corrections: () => Promise<Corrections>;
  /** How the reader's lists count together, once that is known. */
  readonly clusters?: () => Clusters | undefined;
  readonly digest: (bytes: Uint8Array) => Promise<string>;
  /** Its Content Credentials; never rejects. */
  readonly readCredentials: (bytes: Uint8Array) => Promise<C2paReading>;
  /** What its pixels say, where it is of a kind that keeps them as they were; `pixels` gives them. */
  readonly readPixelClaims: (bytes: Uint8Array, pixels: DecodeOnce) => Promise<readonly Claim[]>;
  readonly decode: (bytes: Uint8Array) => Promise<Result<PictureInput, NotJudged>>;
  readonly detector: () => Promise<Result<Detector<PictureInput>, NotJudged>>;
  /** Who abstains where the detector cannot be loaded. */
  readonly detectorRef: () => Promise<DetectorRef>;
  /** The model of the reader's own choice, which judges beside the bundled one: the reader asks, so that it is always asked. */
  readonly chosen: () => Promise<ChosenDetector<PictureInput> | undefined>;
  readonly now: () => number;
}

/** Kinds that the picture models may be asked about. */
const PICTURES: ReadonlySet<FileKind> = new Set<FileKind>(['jpeg', 'png', 'webp', 'avif', 'gif']);
const NOT_CHECKED: Readonly<Partial<Record<FileKind, readonly NotChecked[]>>> = {
  heic: ['pixels'],
  tiff: ['pixels'],
  svg: ['pixels'],
  pdf: ['pixels'],
  mp4: ['frames', 'sound', 'face-motion'],
  matroska: ['frames', 'sound', 'face-motion'],
  mp3: ['sound'],
  wav: ['sound'],
};

/**
 * Everything that can be said of a file by its bytes alone: what it is, its digest, what it says of its own making, what
 * lists say of it, of a picture what the detectors find, of a receipt or the proof of a fork what it proves. Nothing is remembered of it. Rejects with the reason of `abort`.
 */
export async function examineFile(bytes: Uint8Array, ports: ExamineFilePorts, abort: AbortSignal): Promise<ExaminedFile> {
  const type = sniffFile(bytes);
  const isReceipt = type === undefined && looksLikeReceipt(bytes);
  const isForkProof = type === undefined && looksLikeForkProof(bytes);
  const kind = isReceipt ? 'receipt' : isForkProof ? 'fork-proof' : type;
  const isPicture = kind !== undefined && PICTURES.has(kind);
  const sniffed = isPicture ? sniffPicture(bytes) : undefined;
  const sha256 = await ports.digest(bytes);
  abort.throwIfAborted();
  const pixels = decodeOnce(() => ports.decode(bytes));
  const marks = type === undefined ? [] : readMarks(bytes, type);
  const credentials = await ports.readCredentials(bytes);
  abort.throwIfAborted();
  const now = ports.now();
  const claims = [...claimsOf(marks, now), ...c2paClaims(credentials, now), ...(isPicture ? await ports.readPixelClaims(bytes, pixels) : [])];
  const findings = isPicture ? await lookAtPicture(await pixels(), ports, abort) : [];
  abort.throwIfAborted();
  const subject = mediaSubject(sha256);
  if (subject === undefined) throw new Error('No SHA-256 came of a digest.');
  const [policy, corrections, flags] = await Promise.all([ports.policy(), ports.corrections(), ports.lookUpFlags([subject])]);
  const looks = isPicture ? await looksOf(pixels) : undefined;
  const near = looks === undefined ? [] : await nearFlags(looks, flags[0] ?? [], ports);
  const judged = judge({ subject, key: subjectKey(subject), where: '' }, [...(flags[0] ?? []), ...near, ...claims, ...findings], { policy, corrections, clusters: ports.clusters?.() });
  return {
    ...(kind === undefined ? {} : { kind }),
    bytes: bytes.length,
    sha256,
    ...(sniffed?.ok === true ? { size: { width: sniffed.value.width, height: sniffed.value.height } } : {}),
    ...(looks !== undefined && looks.quality >= PDQ_MIN_QUALITY ? { pdq: writePdq(looks.hash) } : {}),
    claims,
    judged: withFileNotes(judged, notesOf(marks), credentials),
    ...(isReceipt ? { receipt: readReceipt(bytes, now) } : {}),
    ...(isForkProof ? { fork: readForkProof(bytes) } : {}),
    notChecked: kind === undefined ? ['kind'] : (NOT_CHECKED[kind] ?? []),
  };
}

async function nearFlags(looks: Pdq, exact: readonly Flag[], { lookAlikes }: ExamineFilePorts): Promise<readonly Flag[]> {
  return (await lookAlikes?.())?.flagsOn(looks, exact) ?? [];
}

/** What the bundled model finds, and beside it that of the reader's choice, where there is one. */
async function lookAtPicture(pixels: Awaited<ReturnType<DecodeOnce>>, ports: ExamineFilePorts, abort: AbortSignal): Promise<readonly Finding[]> {
  const chosen = await ports.chosen();
  const all: readonly AskedDetector<PictureInput>[] = [ports, ...(chosen === undefined ? [] : [askChosen(chosen)])];
  const findings: Finding[] = [];
  for (const { detector, detectorRef } of all) {
    const declines = async (why: AbstainReason): Promise<Finding> => ({ kind: 'abstention', detector: await detectorRef(), why });
    abort.throwIfAborted();
    const started = pixels.ok ? await detector() : undefined;
    if (!pixels.ok) findings.push(await declines(pixels.error.tag));
    else if (started?.ok === true) findings.push((await started.value.measure([pixels.value], abort))[0] ?? (await declines('detector-failed')));
    else findings.push(await declines(started?.error.tag ?? 'detector-failed'));
  }
  return findings;
}
