import { NO_CREDENTIALS, type C2paReading, type C2paTrust } from '../core/c2pa-reading.ts';
import type { ReadStore } from './c2pa-runtime.ts';
import { findC2pa } from './find-c2pa.ts';
import { readManifestStore, SIGNER_LISTS } from './read-manifest-store.ts';

/** What a file's Content Credentials amount to; never rejects. The media type is told by the bytes, not by who sent them. */
export type ReadC2pa = (bytes: Uint8Array, trust: C2paTrust) => Promise<C2paReading>;

/** Answers beyond this are not taken apart: real ones have some ten thousand characters. */
const MAX_ANSWER = 1 << 24;

/** `readStore` is not called, and with it nothing loaded, where a file has no credentials of its own. */
export function createReadC2pa(readStore: ReadStore): ReadC2pa {
  return async (bytes, trust) => {
    const found = findC2pa(bytes);
    if (found === undefined) return NO_CREDENTIALS;
    if (found.kind === 'remote') return { ...NO_CREDENTIALS, state: 'remote-only', remoteUrl: found.url };
    const answer = await readStore(bytes, found.mediaType, settingsFor(trust)).catch(() => undefined);
    if (answer?.ok !== true) return unreadable(answer?.error);
    const { store, certificates } = answer.value;
    if (store.length > MAX_ANSWER || certificates.length > MAX_ANSWER) return unreadable('too large');
    return readManifestStore(parsed(store), parsed(certificates), { hasSigners: trust.signers !== '' || trust.interim !== '' });
  };
}

function unreadable(problem = 'stopped'): C2paReading {
  const MAX_PROBLEM = 200;
  return { ...NO_CREDENTIALS, state: 'unreadable', problems: [problem.slice(0, MAX_PROBLEM)] };
}

/**
 * What a signer's certificate has to be meant for: signing claims (C2PA), documents or mail, as certificates from before
 * C2PA had a purpose of its own are. A time stamper's: stamping times.
 */
const SIGNER_USES = ['1.3.6.1.4.1.62558.2.1', '1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.3.6.1.4.1.311.76.59.1.9'].join('\n');
const TIME_STAMPER_USES = '1.3.6.1.5.5.7.3.8';

/** Where the library may look: nowhere. Each list has its own kind, so that who may stamp times may not sign. */
function settingsFor({ signers, timeStampers, interim }: C2paTrust): string {
  const [signersId, interimId] = SIGNER_LISTS;
  const anchors = [
    { trust_anchors: signers, trust_config: SIGNER_USES, trust_uri: signersId, trust_kind: 'manifest' },
    // The list before the official one also names single signers.
    { trust_anchors: interim, allowed_list: interim, trust_config: SIGNER_USES, trust_uri: interimId, trust_kind: 'manifest' },
    { trust_anchors: timeStampers, trust_config: TIME_STAMPER_USES, trust_uri: 'time-stampers', trust_kind: 'tsa' },
  ].filter(({ trust_anchors }) => trust_anchors !== '');
  return JSON.stringify({
    // Version 0.13.3 looks at the purposes of certificates here only.
    trust: { anchors, trust_config: `${SIGNER_USES}\n${TIME_STAMPER_USES}` },
    core: { allowed_network_hosts: [] },
    verify: { verify_after_reading: true, verify_trust: true, verify_timestamp_trust: true, ocsp_fetch: false, remote_manifest_fetch: false },
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // What is no JSON has no manifests either.
    return undefined;
  }
}
