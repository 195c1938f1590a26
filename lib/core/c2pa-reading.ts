/** What a picture's Content Credentials (C2PA) amount to. */
export const C2PA_STATES = [
  'none',
  /** The file only names an address where its credentials are kept; nothing is fetched. */
  'remote-only',
  /** Signature and content hold, and the signer is on a trust list that the reader installed. */
  'trusted',
  /** Signature and content hold; the signer is on none of the installed trust lists. */
  'unknown-signer',
  /** Signature and content hold; no list is installed that could tell who the signer is. */
  'no-trust-list',
  /** The certificate had run out, or was not yet valid, when it signed, as far as a trusted time stamp tells. */
  'expired',
  /** The file is not the one that was signed. Genuine older files read so too under today's stricter rule. */
  'content-changed',
  /** The credentials contradict themselves, or break a rule that came after they were made. */
  'invalid',
  'unreadable',
] as const;
export type C2paState = (typeof C2PA_STATES)[number];

/** States in which the signature covers the content: what is stated was stated by the signer, known or not. */
export const HOLDING_STATES: ReadonlySet<C2paState> = /* @__PURE__ */ new Set<C2paState>(['trusted', 'unknown-signer', 'no-trust-list', 'expired']);

/** What is read of one file's credentials. Every text was written by the signer: hostile, on few characters, no markup. */
export interface C2paReading {
  readonly state: C2paState;
  readonly signer?: C2paSigner;
  /** The program that made the credentials, such as `Adobe Photoshop 26.9.0`. */
  readonly tool?: string;
  /** Each with the way by which it came into the picture; what was signed last comes first. */
  readonly sourceTypes: readonly SourceType[];
  /** Of the picture itself, in the order of the credentials. */
  readonly actions: readonly C2paAction[];
  readonly ingredients: readonly C2paIngredient[];
  readonly identities: readonly C2paIdentity[];
  readonly wishes: readonly TrainingWish[];
  /** Where credentials are kept that were not fetched. */
  readonly remoteUrl?: string;
  /** Status codes of the specification that failed, of the picture itself first. */
  readonly problems: readonly string[];
}

export interface C2paSigner {
  /** Organisation and common name of the certificate, as far as it states them. */
  readonly name: string;
  /** Who issued the certificate. */
  readonly issuer?: string;
  /** By a time stamp whose signature holds, milliseconds since the epoch. */
  readonly signedAt?: number;
  /** Who stamped the time, and whether that is one whom the library or an installed list knows. */
  readonly timeStamper?: { readonly name: string; readonly known: boolean };
}

/** Where a source type was stated: by the picture's own credentials, or by those of something it was made from. */
export type SourceTypePlace = 'itself' | IngredientRole;

export interface SourceType {
  /** Last part of the address, in the form of IPTC: `digitalCapture`. */
  readonly term: string;
  readonly of: SourceTypePlace;
  /** Whether the credentials that state it held, with a signer on an installed list. */
  readonly trusted: boolean;
}

export interface C2paAction {
  /** `c2pa.edited`, or a maker's own. */
  readonly name: string;
  readonly description?: string;
  /** The program or person. */
  readonly by?: string;
  /** Milliseconds since the epoch, as stated. */
  readonly at?: number;
  readonly sourceType?: string;
}

/** `parentOf`: the picture is a later state of it; `componentOf`: it is a part; `inputTo`: it was given to a tool. */
export const INGREDIENT_ROLES = ['parentOf', 'componentOf', 'inputTo'] as const;
export type IngredientRole = (typeof INGREDIENT_ROLES)[number];

export interface C2paIngredient {
  readonly title: string;
  readonly role: IngredientRole;
  /** 1 for what the picture was made from, 2 for what that was made from, … */
  readonly depth: number;
  /** Whether it had credentials, and whether they held. */
  readonly credentials: 'none' | 'held' | 'failed';
  readonly signer?: string;
  readonly sourceTypes: readonly string[];
}

/** A CAWG identity assertion: who says that it was theirs, and what the library could verify of it. */
export interface C2paIdentity {
  readonly name: string;
  /** Such as `cawg.x509.cose` or `cawg.identity_claims_aggregation`. */
  readonly kind: string;
  readonly verified: 'trusted' | 'unknown' | 'failed' | 'not-checked';
}

/** A creator's wish on one use. */
export interface TrainingWish {
  /** `data_mining`, `ai_training`, …, without the prefix. */
  readonly use: string;
  readonly wish: 'allowed' | 'notAllowed' | 'constrained';
}

/** Trust lists as the library takes them: PEM text, empty where none is installed. */
export interface C2paTrust {
  /** Who may sign. */
  readonly signers: string;
  /** Who may stamp the time. */
  readonly timeStampers: string;
  /** Signers of the list that was kept before the official one. */
  readonly interim: string;
}

export const NO_TRUST: C2paTrust = { signers: '', timeStampers: '', interim: '' };

export const NO_CREDENTIALS: C2paReading = { state: 'none', sourceTypes: [], actions: [], ingredients: [], identities: [], wishes: [], problems: [] };
