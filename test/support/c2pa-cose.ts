import { EC, type Holder } from './c2pa-certificates.ts';

/** RFC 8949: as much CBOR as a COSE_Sign1 needs. */
export const cbor = {
  uint: (value: number) => head(0, value),
  negative: (value: number) => head(1, -1 - value),
  bytes: (value: Uint8Array) => joined([head(2, value.length), value]),
  text: (value: string) => joined([head(3, Buffer.byteLength(value)), Buffer.from(value)]),
  array: (...items: readonly Uint8Array[]) => joined([head(4, items.length), ...items]),
  map: (...entries: readonly (readonly [Uint8Array, Uint8Array])[]) => joined([head(5, entries.length), ...entries.flat()]),
  nothing: Uint8Array.of(0xf6),
};

/** Room that the builder leaves for the signature, its certificates and its time stamp. */
export const RESERVED_BYTES = 8192;

/** A time-stamp token over these bytes. */
export type Stamp = (covered: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** RFC 9052, 4.2: a COSE_Sign1 over a claim, filled up to `length` bytes, as the builder takes it from its signer. */
export async function coseSign(claim: Uint8Array, { certificate, keys }: Holder, { stamp, length = RESERVED_BYTES }: { readonly stamp?: Stamp | undefined; readonly length?: number } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const ALG = cbor.uint(1);
  const ES256 = cbor.negative(-7);
  const X5CHAIN = cbor.uint(33);
  const kept = cbor.map([ALG, ES256], [X5CHAIN, cbor.array(cbor.bytes(new Uint8Array(certificate.rawData)))]);
  const toSign = cbor.array(cbor.text('Signature1'), cbor.bytes(kept), cbor.bytes(new Uint8Array()), cbor.bytes(claim));
  const signature = new Uint8Array(await crypto.subtle.sign(EC, keys.privateKey, toSign));
  // C2PA specification 2.2, 10.3.2.5: the time stamp of `sigTst2` countersigns the signature.
  const countersigned = cbor.array(cbor.text('CounterSignature'), cbor.bytes(kept), cbor.bytes(new Uint8Array()), cbor.bytes(cbor.bytes(signature)));
  const stamped = stamp && cbor.map([cbor.text('tstTokens'), cbor.array(cbor.map([cbor.text('val'), cbor.bytes(await stamp(countersigned))]))]);
  const around = (padBytes: number) => {
    const open = cbor.map(...(stamped === undefined ? [] : [[cbor.text('sigTst2'), stamped] as const]), [cbor.text('pad'), cbor.bytes(new Uint8Array(padBytes))]);
    const TAG = Uint8Array.of(0xd2);
    return joined([TAG, cbor.array(cbor.bytes(kept), open, cbor.nothing, cbor.bytes(signature))]);
  };
  const LENGTH_BYTES = 2;
  return around(length - around(0).length - LENGTH_BYTES);
}

function head(major: number, value: number): Uint8Array {
  const type = major << 5;
  if (value < 24) return Uint8Array.of(type | value);
  if (value < 2 ** 8) return Uint8Array.of(type | 24, value);
  if (value < 2 ** 16) return Uint8Array.of(type | 25, value >> 8, value & 255);
  return Uint8Array.of(type | 26, value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
