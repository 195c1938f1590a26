import type { Refusal } from './refusal.ts';

/** What a model judges. */
export const MODEL_KINDS = ['picture', 'text'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** When a model that the reader chose looks at pictures or posts: large ones take seconds. */
export const MODEL_USES = ['off', 'on-click', 'automatic'] as const;
export type ModelUse = (typeof MODEL_USES)[number];

/** Largest file of weights that is downloaded: what a wasm heap of 4 GiB can hold along with its work. */
export const MAX_WEIGHTS_BYTES = 1024 ** 3;

/** A model that is worth a look, with what its page says of it. None of it was measured here. */
export interface RecommendedModel {
  readonly kind: ModelKind;
  readonly id: string;
  readonly licence: string;
  readonly size: string;
  readonly trainedOn: string;
  readonly claims: string;
}

/** Most models that are kept at a time. */
export const MAX_MODELS = 20;

/** A classifier at a model hub, before anything of its weights was downloaded. Names and labels are hostile. */
export interface ModelOffer {
  readonly kind: ModelKind;
  /** `owner/name`. */
  readonly id: string;
  /** Base address of the server, ending with `/`. */
  readonly server: string;
  /** The commit its files are taken from, 40 hex digits. */
  readonly revision: string;
  /** As its page states it; null where it does not. */
  readonly licence: string | null;
  /** Names of its classes, in the order of its outputs. */
  readonly labels: readonly string[];
  /** Which of them mean what is asked of a model of its kind, "made by a machine" or "spam", where their names leave no doubt. */
  readonly meant: readonly number[] | null;
  /** The forms its weights come in, the best one for this runtime first. */
  readonly variants: readonly [ModelVariant, ...ModelVariant[]];
}

export interface ModelVariant {
  /** Path in the model's folder, such as `onnx/model_quantized.onnx`. */
  readonly file: string;
  /** Of all that is downloaded. */
  readonly bytes: number;
  /** SHA-256 that the server states, hex; null where it states none. */
  readonly sha256: string | null;
}

/** A model that the reader chose, as the options page shows it. Names and labels are hostile. */
export interface HubModel extends Omit<ModelOffer, 'variants'>, ModelVariant {
  readonly use: ModelUse;
  readonly state: ModelState;
}

export type ModelState =
  | {
      readonly kind: 'partial';
      readonly doneBytes: number;
      /** What is under way; `paused` by the reader, by an end of the browser, or for the reason in `why`. */
      readonly step: 'downloading' | 'checking' | 'paused';
      readonly why?: Refusal;
    }
  | {
      readonly kind: 'ready';
      /** What the weights were when they had come, and must be whenever they are used: SHA-256, hex. */
      readonly digest: string;
      readonly downloadedAt: number;
      /** It did not start: its files are not what they were, or it is no model that can be run here. */
      readonly why?: Refusal;
    };
