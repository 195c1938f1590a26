import * as z from 'zod/mini';
import { MAX_SAYINGS, MAX_SOURCE, WORDS } from '../core/correction.ts';
import { MODEL_USES } from '../core/hub-model.ts';
import { CORE_LABELS, isLabel, type Label } from '../core/label.ts';
import { CAUTIONS, MAX_ACCOUNT, TREATMENTS } from '../core/policy.ts';
import { MAX_ADDRESS, MAX_HANDLE, MAX_MARK_TEXT, MAX_PAGE_MARKS, MAX_PLATFORM_MARKS, MAX_POST_LINKS, MAX_POST_TEXT, SITE_IDS } from '../core/post.ts';
import { isPeerServer, MAX_PEER_SERVER } from '../core/peer-server.ts';
import { MAX_NOTE_CANONICAL, MAX_NOTE_TEXT } from '../core/inbox-note.ts';
import { areRelays, MAX_RELAY_ADDRESS, MAX_RELAYS } from '../core/relay-address.ts';
import { LOCALES, MAX_LINK, MAX_LISTS, OTHER_SITES, PICTURE_MODES } from '../core/settings.ts';
import { isSubjectKey, MAX_CANONICAL, SUBJECT_KINDS, type SubjectKey } from '../core/subject.ts';
import { MAX_TRUST_SOURCE, TRUST_LIST_KINDS } from '../core/trust-list.ts';
import { MAX_NAMED_COPIES } from '../sites/named-copies.ts';
import { MAX_BATCH, type MessageName, type Request } from './contract.ts';

// The extension's content security policy forbids the code generation zod would use to go faster.
z.config({ jitless: true });

/**
 * `data:` and other opaque addresses are only names here: nothing fetches them. The page reads MAX_ADDRESS units;
 * parsing writes each of them as up to nine characters (%E2%80%AE).
 */
const address = z.string().check(z.maxLength(9 * MAX_ADDRESS));
const shortText = z.string().check(z.minLength(1), z.maxLength(256));
const accountName = z.string().check(z.minLength(1), z.maxLength(MAX_HANDLE));
const ref = z.string().check(z.minLength(1), z.maxLength(32));
const blobUrl = z.string().check(z.maxLength(256), z.regex(/^blob:/));
const hex = (bytes: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`)));
const listId = hex(32);
const subject = z.strictObject({ kind: z.enum(SUBJECT_KINDS), canonical: z.string().check(z.minLength(1), z.maxLength(MAX_CANONICAL)) });
const look = z.strictObject({ kind: z.literal('look'), pdq: hex(32) });
const flagAsked = { list: listId, subject, label: shortText };
const trustList = { kind: z.enum(TRUST_LIST_KINDS) };
const nothing = z.strictObject({});

const modelId = z.string().check(z.maxLength(200));
// What they mean is checked where they are used (lib/hub/hub-server.ts).
const modelAsked = { server: shortText, id: modelId, revision: z.string().check(z.maxLength(64)) };

const sourceTypes = z.exactOptional(z.array(z.string().check(z.maxLength(MAX_MARK_TEXT))).check(z.maxLength(MAX_PAGE_MARKS)));

const post = z.strictObject({
  ref,
  site: z.enum(SITE_IDS),
  permalink: z.exactOptional(address),
  author: z.exactOptional(z.strictObject({ handle: accountName, stableId: z.exactOptional(accountName) })),
  text: z.string().check(z.maxLength(MAX_POST_TEXT)),
  textCut: z.boolean(),
  lang: z.exactOptional(z.string().check(z.maxLength(44))),
  links: z.array(address).check(z.maxLength(MAX_POST_LINKS)),
  marks: z.exactOptional(
    z
      .array(z.strictObject({ label: z.enum(['ai-made', 'ai-edited']), text: z.string().check(z.maxLength(MAX_MARK_TEXT)) }))
      .check(z.maxLength(MAX_PLATFORM_MARKS)),
  ),
  sourceTypes,
  withMedia: z.exactOptional(z.boolean()),
});

const picture = z.strictObject({
  ref,
  url: address,
  width: z.int().check(z.nonnegative(), z.maximum(1_000_000)),
  height: z.int().check(z.nonnegative(), z.maximum(1_000_000)),
  sha256: z.exactOptional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  sourceTypes,
});

const account = z.string().check(z.minLength(1), z.maxLength(MAX_ACCOUNT));
const treatment = z.enum(TREATMENTS);
const coreLabel = z.enum(CORE_LABELS);
const probability = z.number().check(z.minimum(0), z.maximum(1));
const policyChange = z.strictObject({
  treatments: z.exactOptional(z.partialRecord(coreLabel, treatment)),
  foreign: z.exactOptional(treatment),
  cautions: z.exactOptional(z.partialRecord(coreLabel, z.enum(CAUTIONS))),
  lists: z.exactOptional(z.record(listId, z.partialRecord(z.custom<Label>(isLabel), treatment))),
  agreed: z.exactOptional(z.partialRecord(coreLabel, treatment)),
});

const keptAppeal = z.strictObject({
  id: hex(32),
  list: listId,
  name: shortText,
  labelName: shortText,
  subject: z.union([
    z.strictObject({ kind: z.enum(SUBJECT_KINDS), canonical: z.string().check(z.minLength(1), z.maxLength(MAX_NOTE_CANONICAL)) }),
    z.strictObject({ kind: z.enum(SUBJECT_KINDS), key: hex(12) }),
  ]),
  text: z.string().check(z.minLength(1), z.maxLength(MAX_NOTE_TEXT)),
  sentAt: z.int().check(z.nonnegative()),
  inbox: z.strictObject({
    key: hex(32),
    relays: z.array(z.string().check(z.maxLength(256), z.regex(/^wss:/))).check(z.minLength(1), z.maxLength(4)),
    pow: z.int().check(z.minimum(0), z.maximum(28)),
  }),
  secret: hex(32),
});

/** One schema a message; a message without one does not compile. */
export const SCHEMAS = {
  'open-page': nothing,
  'judge-posts': z.strictObject({ posts: z.array(post).check(z.minLength(1), z.maxLength(MAX_BATCH)) }),
  'judge-picture': z.strictObject({ picture, asked: z.boolean() }),
  'look-deeper': z.strictObject({ picture, larger: z.array(address).check(z.maxLength(MAX_NAMED_COPIES)) }),
  'make-receipt': z.strictObject({ ...flagAsked, subject: z.union([subject, look]) }),
  'ask-reason': z.strictObject(flagAsked),
  'always-show': z.strictObject({ account, shown: z.boolean() }),
  correct: z.strictObject({
    key: z.custom<SubjectKey>(isSubjectKey),
    label: z.custom<Label>(isLabel),
    word: z.nullable(z.enum(WORDS)),
    said: z.array(z.strictObject({ source: z.string().check(z.minLength(1), z.maxLength(MAX_SOURCE)), probability })).check(z.maxLength(MAX_SAYINGS)),
  }),
  'get-corrections': nothing,
  'forget-corrections': nothing,
  'load-badges': nothing,
  'keep-awake': nothing,
  'pause-site': z.strictObject({ host: shortText, paused: z.boolean(), privateWindow: z.exactOptional(z.boolean()) }),
  'get-settings': nothing,
  'change-settings': z.strictObject({
    locale: z.exactOptional(z.enum(['auto', ...LOCALES])),
    pictures: z.exactOptional(z.enum(PICTURE_MODES)),
    policy: z.exactOptional(policyChange),
    otherSites: z.exactOptional(z.enum(OTHER_SITES)),
    peers: z.exactOptional(z.boolean()),
    ring: z.exactOptional(z.boolean()),
    peerServer: z.exactOptional(z.string().check(z.maxLength(MAX_PEER_SERVER), z.refine(isPeerServer))),
    askForForks: z.exactOptional(z.boolean()),
    ownRelays: z.exactOptional(z.array(z.string().check(z.maxLength(MAX_RELAY_ADDRESS))).check(z.maxLength(MAX_RELAYS), z.refine(areRelays))),
  }),
  'get-lists': nothing,
  'import-list': z.strictObject({ blobUrl }),
  'offer-list': z.strictObject({ link: z.string().check(z.minLength(1), z.maxLength(MAX_LINK)) }),
  'join-list': z.strictObject({ id: listId, source: z.string().check(z.maxLength(MAX_LINK)) }),
  'decline-list': z.strictObject({ id: listId }),
  'sync-lists': z.strictObject({ ids: z.exactOptional(z.array(listId).check(z.maxLength(MAX_LISTS))) }),
  'follow-list': z.strictObject({ id: listId, isOn: z.boolean() }),
  'accept-change': z.strictObject({ id: listId, what: z.enum(['sudden', 'terms']) }),
  'try-change': z.strictObject({ id: listId }),
  'get-fork-proof': z.strictObject({ id: listId, isPast: z.exactOptional(z.boolean()) }),
  'tell-fork': z.strictObject({ id: listId }),
  'untell-fork': z.strictObject({ id: listId }),
  'get-sources': nothing,
  'get-peers': nothing,
  'find-for-note': z.strictObject({ list: listId, words: z.string().check(z.maxLength(MAX_LINK)) }),
  'keep-appeal': keptAppeal,
  'get-appeals': nothing,
  'remove-appeal': z.strictObject({ id: hex(32) }),
  'look-for-answers': nothing,
  'import-progress': nothing,
  'cancel-import': nothing,
  'remove-list': z.strictObject({ id: listId }),
  'bring-list-back': z.strictObject({ id: listId }),
  'purge-lists': nothing,
  'get-trust-lists': nothing,
  'install-trust-list': z.strictObject(trustList),
  'import-trust-list': z.strictObject({ ...trustList, blobUrl, name: z.string().check(z.maxLength(MAX_TRUST_SOURCE)) }),
  'remove-trust-list': z.strictObject(trustList),
  'look-up-model': z.strictObject(modelAsked),
  'download-model': z.strictObject({ ...modelAsked, file: shortText }),
  'get-models': nothing,
  'pause-model': z.strictObject({ id: modelId }),
  'resume-model': z.strictObject({ id: modelId }),
  'remove-model': z.strictObject({ id: modelId }),
  'use-model': z.strictObject({ id: modelId, use: z.enum(MODEL_USES) }),
  'confirm-model': z.strictObject({ id: modelId, meant: z.array(z.int().check(z.nonnegative())).check(z.minLength(1), z.maxLength(64)) }),
  'ask-posts': z.strictObject({ tabId: z.int().check(z.nonnegative()), host: shortText, privateWindow: z.boolean() }),
  'examine-file': z.strictObject({ blobUrl }),
  'cancel-examination': z.strictObject({ blobUrl }),
  'erase-everything': nothing,
  'export-everything': nothing,
  'restore-everything': z.strictObject({ blobUrl }),
  observe: z.strictObject({ tabId: z.int().check(z.nonnegative()) }),
} satisfies { [N in MessageName]: z.ZodMiniType<Request<N>> };

export const ENVELOPE = z.strictObject({ name: z.string().check(z.maxLength(32)), request: z.unknown() });
