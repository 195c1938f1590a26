import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import startLibrary, { WasmBuilder } from '@contentauth/c2pa-wasm';
import { USES, type Holder } from './c2pa-certificates.ts';
import { cbor, coseSign, RESERVED_BYTES, type Stamp } from './c2pa-cose.ts';

/** What the library reads its sources from: node's own Blob cannot be read without waiting. */
class BlobInMemory extends Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super([bytes]);
    this.#bytes = bytes;
  }
  override slice(start = 0, end = this.#bytes.length): BlobInMemory {
    return new BlobInMemory(this.#bytes.slice(start, end));
  }
  buffer(): ArrayBuffer {
    return this.#bytes.slice().buffer;
  }
}

/** The part of the browsers' class that the library uses. */
class FileReaderSyncInMemory {
  readAsArrayBuffer(blob: BlobInMemory): ArrayBuffer {
    return blob.buffer();
  }
}

export interface Ingredient {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  readonly title: string;
  readonly relationship: 'parentOf' | 'componentOf' | 'inputTo';
  /** By which an action names it. */
  readonly instanceId?: string;
}

export interface Wanted {
  readonly mediaType?: string;
  readonly title?: string;
  readonly tool?: { readonly name: string; readonly version: string };
  readonly actions?: readonly object[];
  readonly assertions?: readonly { readonly label: string; readonly data: unknown }[];
  readonly ingredients?: readonly Ingredient[];
  readonly signer: Holder;
  readonly stamp?: Stamp;
  /** Whom the program that signs trusts itself: it records what it found of ingredients. PEM. */
  readonly trusts?: string;
  /** Who says that the picture is theirs: CAWG identity 1.1, by certificate. */
  readonly identity?: Holder;
  /** The credentials are left out of the file, which names this address instead. */
  readonly remoteUrl?: string;
}

/** Room for an identity, and the part of it that its signature fills. */
const IDENTITY_BYTES = 4096;
const IDENTITY_SIGNATURE_BYTES = 2048;

let started: Promise<unknown> | undefined;

/** Signs a picture with the library's own builder. */
export async function signed(bytes: Uint8Array<ArrayBuffer>, wanted: Wanted): Promise<Uint8Array<ArrayBuffer>> {
  (globalThis as { FileReaderSync?: unknown }).FileReaderSync ??= FileReaderSyncInMemory;
  started ??= startLibrary({ module_or_path: readFileSync(createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm')) });
  await started;
  const { mediaType = 'image/jpeg', title = 'Harbour', tool = { name: 'Harbour tests', version: '1' }, actions = [], assertions = [], ingredients = [], signer, stamp, trusts, identity, remoteUrl } = wanted;
  const builder = WasmBuilder.fromJson(
    JSON.stringify({
      title,
      claim_generator_info: [tool],
      assertions: [...(actions.length === 0 ? [] : [{ label: 'c2pa.actions', data: { actions } }]), ...assertions],
    }),
    // Some of what is signed here is not to hold.
    JSON.stringify({
      verify: { verify_after_sign: false, ocsp_fetch: false, remote_manifest_fetch: false },
      trust: { trust_config: Object.values(USES).join('\n'), ...(trusts === undefined ? {} : { trust_anchors: trusts }) },
    }),
  );
  try {
    for (const { bytes: part, mediaType: type, title: name, relationship, instanceId } of ingredients) {
      const json = JSON.stringify({ title: name, relationship, ...(instanceId === undefined ? {} : { instance_id: instanceId }) });
      await builder.addIngredientFromBlob(json, type, new BlobInMemory(part));
    }
    if (remoteUrl !== undefined) {
      builder.setRemoteUrl(remoteUrl);
      builder.setNoEmbed(true);
    }
    const definition = { alg: 'es256', reserveSize: RESERVED_BYTES, sign: (claim: Uint8Array) => coseSign(claim, signer, { stamp }) };
    return new Uint8Array(await builder.sign(definition, identity === undefined ? [] : [identityOf(identity)], mediaType, new BlobInMemory(bytes)));
  } finally {
    builder.free();
  }
}

interface SignerPayload {
  readonly referencedAssertions: readonly { readonly url: string; readonly hash: Uint8Array }[];
  readonly sigType: string;
}

/** What the builder asks of an identity: a COSE_Sign1 over what it is about to refer to. */
function identityOf(holder: Holder): object {
  return {
    sigType: 'cawg.x509.cose',
    reserveSize: IDENTITY_BYTES,
    referencedAssertions: [],
    roles: [],
    sign: async ({ referencedAssertions, sigType }: SignerPayload) => {
      const referenced = referencedAssertions.map(({ url, hash }) => cbor.map([cbor.text('url'), cbor.text(url)], [cbor.text('hash'), cbor.bytes(hash)]));
      const payload = cbor.map([cbor.text('referenced_assertions'), cbor.array(...referenced)], [cbor.text('sig_type'), cbor.text(sigType)]);
      return coseSign(payload, holder, { length: IDENTITY_SIGNATURE_BYTES });
    },
  };
}
