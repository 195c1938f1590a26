import type {
  C2paAction,
  C2paIdentity,
  C2paIngredient,
  C2paReading,
  C2paSigner,
  C2paState,
  IngredientRole,
  SourceType,
  TrainingWish,
} from '../core/c2pa-reading.ts';
import { INGREDIENT_ROLES, NO_CREDENTIALS } from '../core/c2pa-reading.ts';
import { isRecord } from '../core/is-record.ts';
import { termOf } from './digital-source-type.ts';

/**
 * Longest text, in UTF-16 units, and most of each that are kept: the signer may write megabytes, and what was read of
 * thousands of pictures is held at once. All of one picture's comes to 25,000 units at most.
 */
const MAX_TEXT = 120;
const MAX_TERM = 64;
const MAX_ACTIONS = 32;
const MAX_INGREDIENTS = 16;
const MAX_TERMS_OF_INGREDIENT = 4;
const MAX_DEPTH = 4;
const MAX_IDENTITIES = 8;
const MAX_WISHES = 16;
const MAX_SOURCE_TYPES = 16;
const MAX_PROBLEMS = 16;

type Json = Readonly<Record<string, unknown>>;

/** Failures by which the file is not the one that was signed; C2PA specification 2.2, 15.2. */
const CONTENT_CODES: ReadonlySet<string> = new Set([
  'assertion.dataHash.mismatch',
  'assertion.bmffHash.mismatch',
  'assertion.boxesHash.mismatch',
  'assertion.collectionHash.mismatch',
]);
const EXPIRY_CODES: ReadonlySet<string> = new Set(['signingCredential.expired', 'claimSignature.outsideValidity']);
const UNTRUSTED = 'signingCredential.untrusted';
const TRUSTED = 'signingCredential.trusted';

/** Ids under which lists are handed to the library: it names the one that a signer was found on, and a signer named singly by none. */
export const SIGNER_LISTS = ['signers', 'interim'] as const;
const NAMED_SINGLY = '';

export interface StoreContext {
  /** Whether any list of signers is installed. */
  readonly hasSigners: boolean;
}

/**
 * What the library's answer (`WasmReader.json` and `.crJson`, parsed) amounts to. Whatever it is not: strings are cut,
 * lists bounded, and what does not have the expected form is left out. `trusted` needs the library to have found the
 * signer on a list of signers, and nothing wrong: any failure that is not about who signed makes it something else.
 */
export function readManifestStore(store: unknown, certificates: unknown, { hasSigners }: StoreContext): C2paReading {
  const manifests = recordAt(store, 'manifests');
  const label = textAt(store, 'active_manifest', Infinity) ?? '';
  const active = recordAt(manifests, label);
  if (active === undefined) return { ...NO_CREDENTIALS, state: 'unreadable' };
  const results = recordAt(store, 'validation_results');
  const own = recordAt(results, 'activeManifest');
  const deltas = listAt(results, 'ingredientDeltas').map((delta) => recordAt(delta, 'validationDeltas'));
  const failures = [...codesOf(own, 'failure'), ...deltas.flatMap((delta) => codesOf(delta, 'failure'))];
  const foundOn = results?.['trustListUri'];
  const isListed = codesOf(own, 'success').includes(TRUSTED) && (foundOn === NAMED_SINGLY || SIGNER_LISTS.some((list) => list === foundOn));
  const state = stateOf(textAt(store, 'validation_state'), codesOf(own, 'failure'), isListed, hasSigners);
  const isTrusted = state === 'trusted';
  const problems = [...new Set(failures)].slice(0, MAX_PROBLEMS);
  const signer = signerOf(active, label, certificates, codesOf(own, 'success'));
  // What contradicts itself is not passed on as anybody's word.
  if (state === 'invalid') return { ...NO_CREDENTIALS, state, ...(signer === undefined ? {} : { signer }), problems };
  const walk: Walk = { manifests, deltas: deltas.flatMap((delta) => [...statusesOf(delta, 'success'), ...statusesOf(delta, 'failure')]), seen: new Set([label]), ingredients: [], sourceTypes: [] };
  for (const action of actionsOf(active)) if (action.sourceType !== undefined) walk.sourceTypes.push({ term: action.sourceType, of: 'itself', trusted: isTrusted });
  addIngredients(active, { depth: 1, role: undefined, isTrusted }, walk);
  const tool = toolOf(active);
  return {
    state,
    ...(signer === undefined ? {} : { signer }),
    ...(tool === undefined ? {} : { tool }),
    sourceTypes: distinct(walk.sourceTypes).slice(0, MAX_SOURCE_TYPES),
    actions: actionsOf(active).slice(0, MAX_ACTIONS),
    ingredients: walk.ingredients,
    identities: identitiesOf(active, own),
    wishes: wishesOf(active),
    problems,
  };
}

function stateOf(verdict: string | undefined, failures: readonly string[], isListed: boolean, hasSigners: boolean): C2paState {
  // Whose name else is under it (CAWG) is told apart: the picture's own signature holds all the same.
  const grave = failures.filter((code) => code !== UNTRUSTED && !code.startsWith('cawg.'));
  if (grave.length === 0) {
    if (verdict !== 'Trusted' && verdict !== 'Valid') return 'invalid';
    if (isListed && !failures.includes(UNTRUSTED)) return 'trusted';
    return hasSigners ? 'unknown-signer' : 'no-trust-list';
  }
  if (grave.every((code) => EXPIRY_CODES.has(code))) return 'expired';
  return grave.every((code) => CONTENT_CODES.has(code) || EXPIRY_CODES.has(code)) ? 'content-changed' : 'invalid';
}

interface Status {
  readonly isFailure: boolean;
  readonly code: string;
  /** Of the manifest that it is about. */
  readonly label: string | undefined;
}

function statusesOf(results: unknown, kind: 'success' | 'failure'): readonly Status[] {
  return listAt(results, kind).flatMap((entry) => {
    const code = textAt(entry, 'code');
    return code === undefined ? [] : [{ isFailure: kind === 'failure', code, label: labelIn(textAt(entry, 'url', Infinity) ?? '') }];
  });
}

function codesOf(results: unknown, kind: 'success' | 'failure'): readonly string[] {
  return statusesOf(results, kind).map(({ code }) => code);
}

/** `self#jumbf=/c2pa/<label>/…` */
function labelIn(url: string): string | undefined {
  return /^self#jumbf=\/c2pa\/([^/]+)/.exec(url)?.[1];
}

/** Nobody, where the signature over the credentials does not hold: anyone could have put a name there. */
function signerOf(manifest: Json, label: string, certificates: unknown, successes: readonly string[]): C2paSigner | undefined {
  if (!successes.includes('claimSignature.validated')) return undefined;
  const name = signerName(manifest);
  if (name === undefined) return undefined;
  const info = recordAt(manifest, 'signature_info');
  const signature = recordAt(listAt(certificates, 'manifests').find((each) => textAt(each, 'label', Infinity) === label), 'signature');
  const stamped = recordAt(recordAt(recordAt(signature, 'timeStampInfo'), 'certificateInfo'), 'subject');
  const issuedBy = recordAt(recordAt(signature, 'certificateInfo'), 'issuer');
  const issuer = joined(textAt(issuedBy, 'O'), textAt(issuedBy, 'CN'));
  const signedAt = successes.includes('timeStamp.validated') ? timeAt(info, 'time') : undefined;
  const timeStamper = signedAt === undefined ? undefined : joined(textAt(stamped, 'O'), textAt(stamped, 'CN'));
  return {
    name,
    ...(issuer === undefined ? {} : { issuer }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(timeStamper === undefined ? {} : { timeStamper: { name: timeStamper, known: successes.includes('timeStamp.trusted') } }),
  };
}

/** Organisation (which the library calls the issuer) and common name of the certificate. */
function signerName(manifest: Json): string | undefined {
  const info = recordAt(manifest, 'signature_info');
  return joined(textAt(info, 'issuer'), textAt(info, 'common_name'));
}

function joined(organisation: string | undefined, name: string | undefined): string | undefined {
  if (organisation === undefined || name === undefined || organisation === name) return organisation ?? name;
  return `${organisation}, ${name}`.slice(0, MAX_TEXT);
}

function toolOf(manifest: Json): string | undefined {
  const [first] = listAt(manifest, 'claim_generator_info');
  const name = textAt(first, 'name') ?? textAt(manifest, 'claim_generator');
  const version = textAt(first, 'version');
  return name === undefined || version === undefined ? name : `${name} ${version}`.slice(0, MAX_TEXT);
}

/** Of one manifest: assertions `c2pa.actions`, `c2pa.actions.v2` and their numbered twins. */
function actionsOf(manifest: Json): readonly C2paAction[] {
  return assertionsOf(manifest, /^c2pa\.actions(\.v\d+)?(__\d+)?$/)
    .flatMap((data) => listAt(data, 'actions'))
    .slice(0, MAX_ACTIONS)
    .flatMap((action): readonly C2paAction[] => {
      const name = textAt(action, 'action');
      if (name === undefined) return [];
      const parameters = recordAt(action, 'parameters');
      const agent = recordAt(action, 'softwareAgent');
      const description = textAt(action, 'description') ?? textAt(parameters, 'description') ?? textAt(parameters, 'name');
      const by = textAt(action, 'softwareAgent') ?? joinedBy(' ', textAt(agent, 'name'), textAt(agent, 'version'));
      const at = timeAt(action, 'when');
      const sourceType = textAt(action, 'digitalSourceType', Infinity);
      return [
        {
          name,
          ...(description === undefined ? {} : { description }),
          ...(by === undefined ? {} : { by }),
          ...(at === undefined ? {} : { at }),
          ...(sourceType === undefined ? {} : { sourceType: termOf(sourceType).slice(0, MAX_TERM) }),
        },
      ];
    });
}

function joinedBy(between: string, a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? a : `${a}${between}${b}`.slice(0, MAX_TEXT);
}

function assertionsOf(manifest: Json, label: RegExp): readonly unknown[] {
  return listAt(manifest, 'assertions')
    .filter((each) => label.test(textAt(each, 'label') ?? ''))
    .map((each) => (isRecord(each) ? each['data'] : undefined));
}

/** What is gathered on the way down; a manifest is visited once. */
interface Walk {
  readonly manifests: Json | undefined;
  /** What the library found of ingredients beyond what the credentials record of them. */
  readonly deltas: readonly Status[];
  readonly seen: Set<string>;
  readonly ingredients: C2paIngredient[];
  readonly sourceTypes: SourceType[];
}

interface Place {
  readonly depth: number;
  /** By what it came into the picture; a part of a part is a part. */
  readonly role: IngredientRole | undefined;
  /** Whether everything above it held, with a signer on an installed list. */
  readonly isTrusted: boolean;
}

function addIngredients(manifest: Json, { depth, role, isTrusted }: Place, walk: Walk): void {
  if (depth > MAX_DEPTH) return;
  for (const ingredient of listAt(manifest, 'ingredients')) {
    if (walk.ingredients.length >= MAX_INGREDIENTS) return;
    const own = INGREDIENT_ROLES.find((each) => each === textAt(ingredient, 'relationship')) ?? 'componentOf';
    const effective = role === undefined || role === 'parentOf' ? own : role;
    const label = textAt(ingredient, 'active_manifest', Infinity);
    const inner = label === undefined ? undefined : recordAt(walk.manifests, label);
    const found = foundOf(ingredient, label, walk);
    const hasFailed = found.some(({ isFailure, code }) => isFailure && code !== UNTRUSTED);
    // What the library found now is later in the list than what was recorded when it was signed.
    const innerTrusted = isTrusted && !hasFailed && found.findLast(({ code }) => code === TRUSTED || code === UNTRUSTED)?.code === TRUSTED;
    const terms = inner === undefined || hasFailed ? [] : actionsOf(inner).flatMap(({ sourceType }) => sourceType ?? []);
    const signer = inner === undefined || hasFailed ? undefined : signerName(inner);
    walk.ingredients.push({
      title: textAt(ingredient, 'title') ?? '',
      role: own,
      depth,
      credentials: inner === undefined ? 'none' : hasFailed ? 'failed' : 'held',
      ...(signer === undefined ? {} : { signer }),
      sourceTypes: [...new Set(terms)].slice(0, MAX_TERMS_OF_INGREDIENT),
    });
    for (const term of terms) walk.sourceTypes.push({ term, of: effective, trusted: innerTrusted });
    if (inner === undefined || hasFailed || label === undefined || walk.seen.has(label)) continue;
    walk.seen.add(label);
    addIngredients(inner, { depth: depth + 1, role: effective, isTrusted: innerTrusted }, walk);
  }
}

function foundOf(ingredient: unknown, label: string | undefined, { deltas }: Walk): readonly Status[] {
  const recorded = recordAt(recordAt(ingredient, 'validation_results'), 'activeManifest');
  const older = listAt(ingredient, 'validation_status').flatMap((each) => textAt(each, 'code') ?? []);
  return [
    ...older.map((code) => ({ isFailure: code !== TRUSTED, code, label })),
    ...statusesOf(recorded, 'success'),
    ...statusesOf(recorded, 'failure'),
    ...deltas.filter((each) => each.label !== undefined && each.label === label),
  ];
}

function distinct(types: readonly SourceType[]): readonly SourceType[] {
  return [...new Map(types.map((type) => [`${type.term} ${type.of} ${type.trusted}`, type])).values()];
}

/** As verified as the library says and no more. */
function identitiesOf(manifest: Json, results: unknown): readonly C2paIdentity[] {
  const statuses = (['success', 'informational', 'failure'] as const).flatMap((kind) =>
    listAt(results, kind).flatMap((entry) => {
      const code = textAt(entry, 'code');
      return code?.startsWith('cawg.') ? [{ kind, code, url: textAt(entry, 'url', Infinity) ?? '' }] : [];
    }),
  );
  return listAt(manifest, 'assertions')
    .filter((each) => /^cawg\.identity(__\d+)?$/.test(textAt(each, 'label') ?? ''))
    .slice(0, MAX_IDENTITIES)
    .map((each): C2paIdentity => {
      const label = textAt(each, 'label') ?? '';
      const data = recordAt(each, 'data');
      const own = statuses.filter(({ url }) => url.endsWith(`/${label}`));
      return { name: identityName(data), kind: textAt(data, 'sig_type') ?? textAt(recordAt(data, 'signer_payload'), 'sig_type') ?? '', verified: verifiedBy(own) };
    });
}

function verifiedBy(statuses: readonly { readonly kind: string; readonly code: string }[]): C2paIdentity['verified'] {
  const isAbout = (ending: string) => statuses.some(({ code }) => code.endsWith(ending));
  const grave = statuses.some(({ kind, code }) => kind === 'failure' && !/untrusted/.test(code));
  if (grave) return 'failed';
  if (isAbout('credential.trusted')) return 'trusted';
  return statuses.length === 0 ? 'not-checked' : 'unknown';
}

function identityName(data: Json | undefined): string {
  const [verified] = listAt(data, 'verifiedIdentities');
  const subject = recordAt(data, 'signature_info');
  return textAt(verified, 'name') ?? textAt(verified, 'username') ?? joined(textAt(subject, 'issuer'), textAt(subject, 'common_name')) ?? '';
}

const WISHES = ['allowed', 'notAllowed', 'constrained'] as const;

/** CAWG training and data mining 1.1, and C2PA's own before it. */
function wishesOf(manifest: Json): readonly TrainingWish[] {
  return assertionsOf(manifest, /^(c2pa|cawg)\.training-mining(__\d+)?$/)
    .flatMap((data) => Object.entries(recordAt(data, 'entries') ?? {}))
    .flatMap(([name, entry]): readonly TrainingWish[] => {
      const wish = WISHES.find((each) => each === textAt(entry, 'use'));
      return wish === undefined ? [] : [{ use: name.replace(/^(c2pa|cawg)\./, '').slice(0, MAX_TEXT), wish }];
    })
    .slice(0, MAX_WISHES);
}

function recordAt(value: unknown, name: string): Json | undefined {
  const found = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return isRecord(found) ? found : undefined;
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const found = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return Array.isArray(found) ? found : [];
}

/** A text that says something, cut. */
function textAt(value: unknown, name: string, max: number = MAX_TEXT): string | undefined {
  const found = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'string' && found !== '' ? found.slice(0, max) : undefined;
}

function timeAt(value: unknown, name: string): number | undefined {
  const time = Date.parse(textAt(value, name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
