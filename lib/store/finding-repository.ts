import type { Database, FindingRow, SecretRow } from './database.ts';

/** Most pictures remembered on disk, and for how long; older ones are judged again when they are met. */
export const MAX_FINDINGS = 20_000;
export const FINDING_DAYS = 30;

const DAY_MS = 86_400_000;

export interface FindingRepository {
  /**
   * What is remembered from here until everything is erased: what is saved through it after that is not kept, so
   * that a measurement under way cannot outlive the erasure.
   */
  open(): Findings;
  /** After everything was erased: who opens next gets a new install key. */
  forgetKey(): void;
  all(): Promise<readonly FindingRow[]>;
  /** Forgets what is too old or too many; returns how many rows went. */
  prune(nowMs: number): Promise<number>;
}

export interface Findings {
  /** What was measured of the picture with this digest by this very detector, if that is still remembered. */
  read(sha256: string, detectorDigest: string, nowMs: number): Promise<FindingRow['finding'] | undefined>;
  save(sha256: string, detectorDigest: string, finding: FindingRow['finding'], nowMs: number): Promise<void>;
}

/**
 * Remembers measurements under HMAC(install key, digests): who copies the disk cannot ask it whether a given
 * picture was seen without also holding this profile's key.
 */
export function findingRepository(database: Database, crypto: Crypto): FindingRepository {
  let current: Promise<SecretRow> | undefined;

  function secretNow(): Promise<SecretRow> {
    current ??= installKey(database, crypto).catch((error: unknown) => {
      current = undefined;
      throw error;
    });
    return current;
  }

  /** Each detector's opinion of a picture has a name of its own. */
  async function nameOf(sha256: string, detectorDigest: string, { key }: SecretRow): Promise<string> {
    return hex(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${sha256} ${detectorDigest}`)));
  }

  return {
    open() {
      const secret = secretNow();
      // Whoever reads or saves is told; nobody may.
      secret.catch(() => {});
      return {
        async read(sha256, detectorDigest, nowMs) {
          const row = await database.findings.get(await nameOf(sha256, detectorDigest, await secret));
          if (row === undefined || row.detectorDigest !== detectorDigest) return undefined;
          return nowMs - row.at > FINDING_DAYS * DAY_MS ? undefined : row.finding;
        },
        async save(sha256, detectorDigest, finding, nowMs) {
          const { mark } = await secret;
          const name = await nameOf(sha256, detectorDigest, await secret);
          await database.transaction('rw', database.secrets, database.findings, async () => {
            const inForce = await database.secrets.get('install-key');
            if (inForce === undefined || inForce.mark !== mark) return;
            await database.findings.put({ name, detectorDigest, finding, at: nowMs });
          });
        },
      };
    },
    forgetKey() {
      current = undefined;
    },
    all: () => database.findings.orderBy('at').toArray(),
    async prune(nowMs) {
      const old = await database.findings.where('at').below(nowMs - FINDING_DAYS * DAY_MS).delete();
      const surplus = (await database.findings.count()) - MAX_FINDINGS;
      if (surplus <= 0) return old;
      return old + (await database.findings.orderBy('at').limit(surplus).delete());
    },
  };
}

async function installKey(database: Database, crypto: Crypto): Promise<SecretRow> {
  const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const fresh: SecretRow = { id: 'install-key', key, mark: hex(crypto.getRandomValues(new Uint8Array(16)).buffer) };
  // Two wakings at once must end with one key: the transaction decides which.
  return database.transaction('rw', database.secrets, async () => {
    const known = await database.secrets.get('install-key');
    if (known !== undefined) return known;
    await database.secrets.put(fresh);
    return fresh;
  });
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
