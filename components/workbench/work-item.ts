import type { ExaminedFile } from '../../lib/core/examined-file.ts';
import type { Judged } from '../../lib/core/report.ts';
import type { FailureShown } from '../ui/failure-text.tsx';

/** How far the work on a file is, in bytes; `total` is 0 until it is known. */
export interface ExaminationProgress {
  readonly step: 'fetching' | 'looking';
  readonly done: number;
  readonly total: number;
}

/** One file on the workbench, and how far it is. */
export interface WorkItem {
  readonly id: string;
  /** Name of the file, or its address; hostile text. */
  readonly name: string;
  readonly state: WorkState;
  /** What the page shows of it: an address of its bytes in this page, once its header was found sound. */
  readonly preview?: { readonly kind: 'picture' | 'video' | 'sound'; readonly url: string };
  readonly frames?: FramesState;
  /** The page that the reader came from, and what it says of the video; hostile texts. */
  readonly from?: { readonly where: string; readonly marks: readonly string[] };
}

export type WorkState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly progress: ExaminationProgress }
  | { readonly kind: 'done'; readonly file: ExaminedFile }
  /** What plays comes in pieces that no address leads to. */
  | { readonly kind: 'streamed' }
  /** The reader has not allowed the site; `host` is hostile. */
  | { readonly kind: 'not-allowed'; readonly host: string }
  | { readonly kind: 'failed'; readonly failure: FailureShown };

/** Pictures of a video that the picture models were asked about. */
export type FramesState =
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly frames: readonly FrameShown[] }
  /** The browser cannot play it, or gives no pixels of it. */
  | { readonly kind: 'failed' };

export interface FrameShown {
  /** Seconds from the start; absent for the picture that the page shows before it plays. */
  readonly at?: number;
  readonly judged: Judged;
}
