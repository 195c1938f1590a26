import type { Database, FindingRow } from './database.ts';

/** Most pictures remembered on disk, and for how long; older ones are judged again when they are met. */
export const MAX_FINDINGS = 20_000;
export const FINDING_DAYS = 30;

const DAY_MS = 86_400_000;

export interface FindingRepository {
  /** What was measured of the picture with this digest by this very detector, if that is still remembered. */
  read(sha256: string, detectorDigest: string, nowMs: number): Promise<FindingRow['finding'] | undefined>;
  save(sha256: string, detectorDigest: string, finding: FindingRow['finding'], nowMs: number): Promise<void>;
  /** After everything was erased: the next measurement makes a new install key. */
  forgetKey(): void;
  /** Forgets what is too old or too many; returns how many rows went. */
  prune(nowMs: number): Promise<number>;
}

/**
 * Remembers measurements under HMAC(install key, digest): who copies the disk cannot ask it whether a given
 * picture was seen without also holding this profile's key.
 */
export function findingRepository(database: Database, crypto: Crypto): FindingRepository {
  let key: Promise<CryptoKey> | undefined;

  async function nameOf(sha256: string): Promise<string> {
    key ??= installKey(database, crypto);
    const mac = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(sha256));
    return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  return {
    async read(sha256, detectorDigest, nowMs) {
      const row = await database.findings.get(await nameOf(sha256));
      if (row === undefined || row.detectorDigest !== detectorDigest) return undefined;
      return nowMs - row.at > FINDING_DAYS * DAY_MS ? undefined : row.finding;
    },
    async save(sha256, detectorDigest, finding, nowMs) {
      await database.findings.put({ name: await nameOf(sha256), detectorDigest, finding, at: nowMs });
    },
    forgetKey() {
      key = undefined;
    },
    async prune(nowMs) {
      const old = await database.findings.where('at').below(nowMs - FINDING_DAYS * DAY_MS).delete();
      const surplus = (await database.findings.count()) - MAX_FINDINGS;
      if (surplus <= 0) return old;
      return old + (await database.findings.orderBy('at').limit(surplus).delete());
    },
  };
}

async function installKey(database: Database, crypto: Crypto): Promise<CryptoKey> {
  const fresh = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  // Two wakings at once must end with one key: the transaction decides which.
  return database.transaction('rw', database.secrets, async () => {
    const known = await database.secrets.get('install-key');
    if (known !== undefined) return known.key;
    await database.secrets.put({ id: 'install-key', key: fresh });
    return fresh;
  });
}
