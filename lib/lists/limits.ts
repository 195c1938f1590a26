/** Limits of the protocol, checked before anything is allocated for what a file announces. */
export const MAX_FLAGS = 16_000_000;
/** Picture records of one list: 37 MB to load and to keep, 100 MB in memory with the tables of its look-ups. */
export const MAX_PICTURES = 1_000_000;
export const MAX_FILE_BYTES = 256 * 1024 * 1024;
export const MAX_BLOB_BYTES = 1024 * 1024;
export const MAX_INDEX_BYTES = 32 * 1024;
export const MAX_TIP_BYTES = 2048;
export const MAX_ROOT_CONTENT_BYTES = 32 * 1024;
/** Versions of the root one list may pass through. */
export const MAX_ROOTS = 32;
/** Each of root keys and head keys; bounds the signatures a reader checks. */
export const MAX_KEYS = 8;
export const MAX_LABELS_PER_KEY = 8;
export const MAX_LOG = 16;
export const MAX_INLINE_BYTES = 4096;
/** Segments and merged updates that an index may name, each; ours has two and six. */
export const MAX_SEGMENTS = 16;
export const MAX_MERGED = 16;
/** Updates that one segment tells: a reader hashes each. */
export const MAX_SEGMENT_STEPS = 1024;
/** At updates of these numbers ours merge the last ones into one. */
export const MERGE_EVERY = 16;
/** Each of the puts and the deletes of one delta. */
export const MAX_DELTA_CHANGES = 65_536;
/** Reasons lie in 2^0 … 2^14 parts: 16 M flags are then told of a thousand at a time. */
export const MAX_DETAIL_BITS = 14;
/** Who asks for a reason asks for the part that it lies in: of at least so many flags, or of all that the list has. */
export const MIN_DETAIL_FLAGS = 64;
/** Of one part, unpacked. */
export const MAX_DETAIL_BYTES = 4 * 1024 * 1024;
/** How long a list tells that, and why, it took a flag back. */
export const RETRACTION_WEEKS = 52;
/** Shards of one snapshot: 16 M flags fill 245 of our own. */
export const MAX_SHARDS = 2048;
/** Tips that a mirror tells all at once; above it tells them by digests, in 2^1 … 2^12 pages of as many. */
export const MAX_TIPS_AT_ONCE = 1024;
export const MAX_DIGESTS_A_PAGE = 1024;
export const MAX_TIP_PAGE_BITS = 12;
/** The longest of these answers: a thousand tips with every co-signature there may be. */
export const MAX_TIP_ANSWER_BYTES = 6 + MAX_TIPS_AT_ONCE * (2 + MAX_TIP_BYTES);
/** Longest receipt, as text: roots of 1 MiB and the fullest leaf, in base64, and something over. */
export const MAX_RECEIPT_BYTES = 2 * 1024 * 1024;
/** Records of one leaf that are read in a receipt: four times what a list of 16 M flags has in one. */
export const MAX_LEAF_RECORDS = 16_384;
/** Updates between the two tips of a fork: about as many as log and segments tell. */
export const MAX_FORK_LINKS = 1024;
/** Longest proof of a fork: roots of 1 MiB, and two tips with their links or two roots. */
export const MAX_FORK_BYTES = MAX_BLOB_BYTES + 128 * 1024;
/** Longest proof that travels as an event: with base64 and the rest it fits the 64 KiB that relays commonly take. */
export const MAX_FORK_EVENT_BYTES = 48_000;

/** Longest note to an inbox, as a JSON string: its wrap then takes at most MAX_WRAP_BYTES. */
export const MAX_NOTE_BYTES = 2800;
/** Longest wrap of a note, as the text that its id is the hash of. */
export const MAX_WRAP_BYTES = 8192;

/** How far a curator's clock may be ahead of the reader's, seconds. */
export const CLOCK_SKEW_S = 600;
export const DAY_S = 86_400;
export const WEEK_S = 7 * DAY_S;
