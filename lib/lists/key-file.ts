import { scryptAsync } from '@noble/hashes/scrypt.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/mini';
import { MAX_RELAY_ADDRESS } from '../core/relay-address.ts';
import { parseJson } from '../core/parse-json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { hex } from './event-schema.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Random } from './event.ts';
import { MAX_KEYS } from './limits.ts';
import type { ListError } from './list-error.ts';
import { mapKeys, type HeldKey, type KeyPart } from './list-keys.ts';

/** Work of the key derivation as log2 of scrypt's N (r = 8, p = 1): 2^17 takes 128 MiB and about a second. */
const DEFAULT_COST_LOG2 = 17;
/** A file may ask for no less, and for no more than 1 GiB. */
const MIN_COST_LOG2 = 14;
const MAX_COST_LOG2 = 20;
/** Of a list's keys with secrets 4 kB would do; remote ones name their relays. */
const MAX_SEALED_HEX = 65_536;
const SCRYPT = { r: 8, p: 1, dkLen: 32 } as const;

/** More than anybody needs to reach a signer. */
const MAX_SIGNER_RELAYS = 8;


const fileSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('witnessmark list keys'),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    costLog2: z.int().check(z.minimum(MIN_COST_LOG2), z.maximum(MAX_COST_LOG2)),
    salt: hex(16),
  }),
  cipher: z.strictObject({ name: z.literal('AES-256-GCM'), iv: hex(12) }),
  sealed: z.string().check(z.maxLength(MAX_SEALED_HEX), z.regex(/^([0-9a-f]{2})+$/)),
});

/** The secret, or of one that lies with a remote signer what it is asked by. */
const keySchema = z.union([
  hex(32),
  z.strictObject({
    pubkey: hex(32),
    signer: hex(32),
    relays: z.array(z.string().check(z.maxLength(MAX_RELAY_ADDRESS))).check(z.minLength(1), z.maxLength(MAX_SIGNER_RELAYS)),
    client: hex(32),
  }),
]);

/** A file that holds all keys of a list says how many of them sign; one that holds a part leaves that to the list. */
const keysSchema = z.strictObject({
  root: z.array(keySchema).check(z.maxLength(MAX_KEYS)),
  rootThreshold: z.optional(z.int()),
  writer: z.optional(keySchema),
  heads: z.array(keySchema).check(z.maxLength(MAX_KEYS)),
  headThreshold: z.optional(z.int()),
  inbox: z.optional(keySchema),
});

type KeyInFile = z.infer<typeof keySchema>;
type KeyFile = z.infer<typeof fileSchema>;

/**
 * Encrypts the keys of a list, or one person's part of them, with a passphrase: scrypt, then AES-256-GCM over the keys
 * and the file's own header. Of a remote key there is no secret to encrypt but ours towards its signer.
 */
export async function sealKeys(
  keys: KeyPart<HeldKey>,
  passphrase: string,
  random: Random,
  costLog2 = DEFAULT_COST_LOG2,
): Promise<string> {
  const header = {
    v: 1,
    kind: 'witnessmark list keys',
    kdf: { name: 'scrypt', costLog2, salt: bytesToHex(random(16)) },
    cipher: { name: 'AES-256-GCM', iv: bytesToHex(random(12)) },
  } as const;
  const plain = utf8ToBytes(JSON.stringify(mapKeys(keys, written)));
  const key = await deriveKey(header.kdf, passphrase, 'encrypt');
  const sealed = await crypto.subtle.encrypt(cipherOf(header), key, owned(plain));
  return `${JSON.stringify({ ...header, sealed: bytesToHex(new Uint8Array(sealed)) }, null, 2)}\n`;
}

export async function openKeys(text: string, passphrase: string): Promise<Result<KeyPart<HeldKey>, ListError>> {
  const file = fileSchema.safeParse(parseJson(text));
  if (!file.success) return err({ tag: 'bad-keys', message: 'This is not a key file of a list.' });
  const key = await deriveKey(file.data.kdf, passphrase, 'decrypt');
  let plain: ArrayBuffer;
  try {
    plain = await crypto.subtle.decrypt(cipherOf(file.data), key, owned(hexToBytes(file.data.sealed)));
  } catch {
    // WebCrypto gives no reason: a wrong passphrase and an altered file look alike.
    return err({ tag: 'wrong-passphrase', message: 'The passphrase is wrong, or the key file was altered.' });
  }
  const keys = keysSchema.safeParse(parseJson(new TextDecoder().decode(plain)));
  if (!keys.success) return err({ tag: 'bad-keys', message: 'The key file holds no keys this version reads.' });
  return ok(mapKeys(keys.data as KeyPart<KeyInFile>, read));
}

function written(key: HeldKey): KeyInFile {
  return key instanceof Uint8Array ? bytesToHex(key) : { ...key, relays: [...key.relays], client: bytesToHex(key.client) };
}

function read(key: KeyInFile): HeldKey {
  return typeof key === 'string' ? hexToBytes(key) : { ...key, client: hexToBytes(key.client) };
}

async function deriveKey(kdf: KeyFile['kdf'], passphrase: string, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const N = 2 ** kdf.costLog2;
  const secret = await scryptAsync(passphrase.normalize('NFKC'), hexToBytes(kdf.salt), {
    ...SCRYPT,
    N,
    maxmem: 128 * SCRYPT.r * (N + SCRYPT.p) + 4096,
  });
  return crypto.subtle.importKey('raw', owned(secret), 'AES-GCM', false, [use]);
}

/** The header is authenticated with the keys, so that nobody can weaken it in place. */
function cipherOf({ v, kind, kdf, cipher }: Omit<KeyFile, 'sealed'>): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv: owned(hexToBytes(cipher.iv)),
    additionalData: owned(utf8ToBytes(canonicalJson({ v, kind, kdf, cipher })!)),
  };
}

/** WebCrypto's types want bytes on a buffer that is not shared. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
