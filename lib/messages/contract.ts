import type { CorrectionSummary, Saying, Word } from '../core/correction.ts';
import type { Label } from '../core/label.ts';
import type { ExaminedFile } from '../core/examined-file.ts';
import type { Observation } from '../core/observation.ts';
import type { Look } from '../core/look.ts';
import type { HubModel, ModelOffer, ModelUse } from '../core/hub-model.ts';
import type { Picture, Post } from '../core/post.ts';
import type { Refusal } from '../core/refusal.ts';
import type { QuietNote } from '../core/quiet-note.ts';
import type { Judged, LookedDeeper, PageReport, PostAnswer } from '../core/report.ts';
import type { AnswersLooked, KeptAppeal, NoteMaterial, SentAppeal } from '../core/list-inbox.ts';
import type { ListPeers } from '../core/list-peers.ts';
import type { SourceStanding } from '../core/list-source.ts';
import type { Erased, ListOffer, ListSummary, Restored, RingTrial, Settings, SettingsChange, SyncReport } from '../core/settings.ts';
import type { Subject, SubjectKey, SubjectKind } from '../core/subject.ts';
import type { TrustListKind, TrustListSummary } from '../core/trust-list.ts';
import type { Catalogue, PageMessageKey } from '../i18n/t.ts';
import type { AboutMedia } from '../sites/about-media.ts';
import type { SiteRules } from '../sites/site-rules.ts';

/** Most posts one message may carry; the content script batches up to this. */
export const MAX_BATCH = 32;

/**
 * A request that was understood and could not be carried out. `why`, where it is there, names the sentence in the
 * reader's language; `message` is for a person too, in English, and empty where `why` says it all.
 */
export interface Failure {
  readonly tag: 'refused' | 'failed';
  readonly message: string;
  readonly why?: Refusal;
}

/** What a page's script needs to know before it labels anything. */
export interface PageState {
  readonly paused: boolean;
  /** The words of the reader's language: the script carries none of its own. */
  readonly catalogue: Catalogue<PageMessageKey>;
  /** The look of what is drawn in it: a style sheet, which the script does not carry either. */
  readonly style: string;
  /** How posts are recognised on the page's host, in the order they are tried; the last fits every page. */
  readonly rules: readonly SiteRules[];
  /** Whether this browser's background may vanish at any moment unless a labelled tab keeps it awake. */
  readonly keepAwakeMs: number | null;
}

export interface ImportProgress {
  readonly done: number;
  readonly total: number;
}

/** A model at a server in the hub's layout, at a branch, tag or commit. */
export interface ModelAsked {
  readonly server: string;
  readonly id: string;
  readonly revision: string;
}

/**
 * Every message to the background, by name. A name that is missing here cannot be sent; one without a schema
 * does not compile (schemas.ts); who may send it is the table SENDERS.
 */
export interface Messages {
  'open-page': { request: Record<string, never>; response: PageState };
  'judge-posts': {
    request: { readonly posts: readonly Post[] };
    /** By `post.ref`; a post that nothing identifies is left out, one of which nothing is said is a note. */
    response: {
      readonly answers: Readonly<Record<string, PostAnswer | QuietNote>>;
      /** Posts of this page that were judged before and of which more is to be said by now, by `judgedId`: to be asked about again. */
      readonly again: readonly string[];
    };
  };
  'judge-picture': {
    request: { readonly picture: Picture; /** The reader clicked: overrides `on-click`. */ readonly asked: boolean };
    response: { readonly judged: readonly Judged[] };
  };
  /** The reader asks about the least processed copy of a picture; `larger` are copies that the page names. */
  'look-deeper': { request: { readonly picture: Picture; readonly larger: readonly string[] }; response: LookedDeeper };
  /** The proof that a list said so of a subject, or of pictures that look like one, under its own name for the label; a text that anyone can check. */
  'make-receipt': { request: { readonly list: string; readonly subject: Subject | Look; readonly label: string }; response: { readonly text: string } };
  /** Why a list flags a subject, in the reader's words: asks the list's mirrors for the part in which it is told, where that is not here. */
  'ask-reason': { request: { readonly list: string; readonly subject: Subject; readonly label: string }; response: { readonly text: string } };
  /** Puts the script that draws into the frame that asks: a page without labels has none. */
  'load-badges': { request: Record<string, never>; response: null };
  /** The reader's wish for one account, from a card or from the options page. */
  'always-show': { request: { readonly account: string; readonly shown: boolean }; response: null };
  /** The reader's word on a label of a subject, with what each source had said of it; null takes it back. */
  correct: {
    request: { readonly key: SubjectKey; readonly label: Label; readonly word: Word | null; readonly said: readonly Saying[] };
    response: null;
  };
  'get-corrections': { request: Record<string, never>; response: CorrectionSummary };
  'forget-corrections': { request: Record<string, never>; response: null };
  'keep-awake': { request: Record<string, never>; response: null };
  /** From a private window it holds for private windows only, until the last of them is closed. */
  'pause-site': {
    request: { readonly host: string; readonly paused: boolean; readonly privateWindow?: boolean };
    response: null;
  };
  'get-settings': { request: Record<string, never>; response: Settings };
  'change-settings': { request: SettingsChange; response: Settings };
  'get-lists': { request: Record<string, never>; response: readonly ListSummary[] };
  /** `blobUrl` names the file in the page that chose it: bytes never travel in a message. */
  'import-list': { request: { readonly blobUrl: string }; response: ListSummary };
  /** Fetches the list that a link names, from the link's mirror and nobody else, and puts it aside. Progress and cancelling are those of imports. */
  'offer-list': { request: { readonly link: string }; response: ListOffer };
  /** What was offered is followed from now on, and asked for news; `source` is where it was offered. */
  'join-list': { request: { readonly id: string; readonly source: string }; response: null };
  'decline-list': { request: { readonly id: string }; response: null };
  /** Asks for news of these lists, or of all that keep themselves up to date. */
  'sync-lists': { request: { readonly ids?: readonly string[] }; response: readonly SyncReport[] };
  /** Whether a list keeps itself up to date. */
  'follow-list': { request: { readonly id: string; readonly isOn: boolean }; response: null };
  /** The reader looked at a sudden change of a list, or agrees to its new terms: what is new counts as the rest does. */
  'accept-change': { request: { readonly id: string; readonly what: 'sudden' | 'terms' }; response: null };
  /** What is new in a sudden change, tried on the last seven days; null where the reader does not have those kept. */
  'try-change': { request: { readonly id: string }; response: RingTrial | null };
  /** The proof that a list forked, or that it once did under an earlier root, at an address that any page of ours can read for a minute. */
  'get-fork-proof': { request: { readonly id: string; readonly isPast?: boolean }; response: { readonly blobUrl: string } };
  /** The reader wants other readers of the list to learn of its fork: the proof is sent to relays, once, within hours. Asked again it is planned once. */
  'tell-fork': { request: { readonly id: string }; response: null };
  /** The reader takes that back; what relays have taken stays with them. */
  'untell-fork': { request: { readonly id: string }; response: null };
  /** How the places that lists come from behaved. */
  'get-sources': { request: Record<string, never>; response: readonly SourceStanding[] };
  /** The other readers who are met, for each list of which some may be. */
  'get-peers': { request: Record<string, never>; response: readonly ListPeers[] };
  /** What a reader's words name, and what a list that takes notes flags of it: a note to its curators is made from it. Local. */
  'find-for-note': { request: { readonly list: string; readonly words: string }; response: NoteMaterial };
  /** Before an appeal is sent: with its key the answer is read. */
  'keep-appeal': { request: KeptAppeal & { readonly secret: string }; response: null };
  'get-appeals': { request: Record<string, never>; response: readonly SentAppeal[] };
  'remove-appeal': { request: { readonly id: string }; response: null };
  /** Asks the relays of all appeals that have no answer yet. */
  'look-for-answers': { request: Record<string, never>; response: AnswersLooked };
  'import-progress': { request: Record<string, never>; response: ImportProgress | null };
  'cancel-import': { request: Record<string, never>; response: null };
  /** The list is put aside: `bring-list-back` undoes it until `purge-lists`, or until an hour has passed. */
  'remove-list': { request: { readonly id: string }; response: null };
  'bring-list-back': { request: { readonly id: string }; response: null };
  'purge-lists': { request: Record<string, never>; response: null };
  'get-trust-lists': { request: Record<string, never>; response: readonly TrustListSummary[] };
  /** From its official address: asks that server and nobody else. */
  'install-trust-list': { request: { readonly kind: TrustListKind }; response: TrustListSummary };
  /** `name` is that of the file, to be shown. */
  'import-trust-list': { request: { readonly kind: TrustListKind; readonly blobUrl: string; readonly name: string }; response: TrustListSummary };
  'remove-trust-list': { request: { readonly kind: TrustListKind }; response: null };
  /** What a hub has under a name: asks that server and nobody else. */
  'look-up-model': { request: ModelAsked; response: ModelOffer };
  /** Begins, and answers when it is under way; how far it is, `get-models` says. */
  'download-model': { request: ModelAsked & { readonly file: string }; response: null };
  'get-models': { request: Record<string, never>; response: readonly HubModel[] };
  'pause-model': { request: { readonly id: string }; response: null };
  'resume-model': { request: { readonly id: string }; response: null };
  'remove-model': { request: { readonly id: string }; response: null };
  'use-model': { request: { readonly id: string; readonly use: ModelUse }; response: null };
  /** Which of its classes mean what is asked of a model of its kind, as the reader says. */
  'confirm-model': { request: { readonly id: string; readonly meant: readonly number[] }; response: null };
  /** The reader asks the text model of their choice about all posts that a tab shows, for as long as it stays on this site. */
  'ask-posts': { request: { readonly tabId: number; readonly host: string; readonly privateWindow: boolean }; response: null };
  /** Says everything that can be said of one file. `blobUrl` names it in the page that holds it, as of `import-list`. */
  'examine-file': { request: { readonly blobUrl: string }; response: ExaminedFile };
  'cancel-examination': { request: { readonly blobUrl: string }; response: null };
  'erase-everything': { request: Record<string, never>; response: Erased };
  /** Everything as one .zip, at an address that any page of ours can read for a minute. */
  'export-everything': { request: Record<string, never>; response: { readonly blobUrl: string } };
  /** The file that `export-everything` made; progress and cancelling are those of imports. */
  'restore-everything': { request: { readonly blobUrl: string }; response: Restored };
  /** The report of a tab, in the form that is saved; `settled` when nothing is under way. */
  observe: { request: { readonly tabId: number }; response: { readonly observation: Observation; readonly settled: boolean } };
}

export type MessageName = keyof Messages;
export type Request<N extends MessageName> = Messages[N]['request'];
export type Response<N extends MessageName> = Messages[N]['response'];

export type Sender =
  /** A content script: whatever it says was shaped by a hostile page. */
  | 'page'
  /** The popup, options or workbench. */
  | 'own-page';

/** Who may send what; anything else is refused. */
export const SENDERS: { readonly [N in MessageName]: readonly Sender[] } = {
  'open-page': ['page'],
  'judge-posts': ['page'],
  'judge-picture': ['page'],
  'look-deeper': ['page'],
  'make-receipt': ['page'],
  'ask-reason': ['page'],
  'load-badges': ['page'],
  'always-show': ['page', 'own-page'],
  correct: ['page', 'own-page'],
  'get-corrections': ['own-page'],
  'forget-corrections': ['own-page'],
  'keep-awake': ['page'],
  'pause-site': ['own-page'],
  'get-settings': ['own-page'],
  'change-settings': ['own-page'],
  'get-lists': ['own-page'],
  'import-list': ['own-page'],
  'offer-list': ['own-page'],
  'join-list': ['own-page'],
  'decline-list': ['own-page'],
  'sync-lists': ['own-page'],
  'follow-list': ['own-page'],
  'accept-change': ['own-page'],
  'try-change': ['own-page'],
  'get-fork-proof': ['own-page'],
  'tell-fork': ['own-page'],
  'untell-fork': ['own-page'],
  'get-sources': ['own-page'],
  'get-peers': ['own-page'],
  'find-for-note': ['own-page'],
  'keep-appeal': ['own-page'],
  'get-appeals': ['own-page'],
  'remove-appeal': ['own-page'],
  'look-for-answers': ['own-page'],
  'import-progress': ['own-page'],
  'cancel-import': ['own-page'],
  'remove-list': ['own-page'],
  'bring-list-back': ['own-page'],
  'purge-lists': ['own-page'],
  'get-trust-lists': ['own-page'],
  'install-trust-list': ['own-page'],
  'import-trust-list': ['own-page'],
  'remove-trust-list': ['own-page'],
  'look-up-model': ['own-page'],
  'download-model': ['own-page'],
  'get-models': ['own-page'],
  'pause-model': ['own-page'],
  'resume-model': ['own-page'],
  'remove-model': ['own-page'],
  'use-model': ['own-page'],
  'confirm-model': ['own-page'],
  'ask-posts': ['own-page'],
  'examine-file': ['own-page'],
  'cancel-examination': ['own-page'],
  'erase-everything': ['own-page'],
  'export-everything': ['own-page'],
  'restore-everything': ['own-page'],
  observe: ['own-page'],
};

/** What the background and the popup may ask of a tab's content script. */
export interface TabMessages {
  report: { request: Record<string, never>; response: { readonly report: PageReport; readonly settled: boolean; readonly paused: boolean } };
  /** Scrolls to the badge of a subject and focuses it. */
  show: { request: { readonly kind: SubjectKind; readonly key: SubjectKey; readonly where: string }; response: null };
  'next-badge': { request: Record<string, never>; response: null };
  /** The reader asks about one picture: it is judged and its card opened, also where nothing is to be said. */
  'ask-picture': { request: { readonly url: string }; response: null };
  /** What the page says of a film or sound that it shows: the platform's own marks on its post, and the address of the picture shown before it plays. */
  'about-media': { request: { readonly url: string }; response: AboutMedia };
  /** More is to be said of these posts, by `judgedId`, than was: they are asked about again. */
  again: { request: { readonly ids: readonly string[] }; response: null };
  /** Settings or lists changed: judge again what is on the page. */
  refresh: { request: Record<string, never>; response: null };
}

export type TabMessageName = keyof TabMessages;

/** What travels: one envelope for every message. */
export interface Envelope {
  readonly name: string;
  readonly request: unknown;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };
