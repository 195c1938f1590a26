import { readUint } from '../media/bytes.ts';

/** Most certificates of one list. */
const MAX_CERTIFICATES = 2_000;

export interface Certificates {
  /** One after the other and nothing else. */
  readonly pem: string;
  readonly count: number;
}

/**
 * The certificates in a text, each once, whatever stands between them (RFC 7468). Undefined where there are none, too
 * many, or one that is cut short: a list is taken whole or not at all. Who they are of is for the library to read.
 */
export function readPem(text: string): Certificates | undefined {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g)].map(([, base64 = '']) => base64.replaceAll(/\s/g, ''));
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (blocks.length === 0 || blocks.length !== begun || blocks.length > MAX_CERTIFICATES || !blocks.every(isCertificate)) return undefined;
  const each = [...new Set(blocks)];
  return { pem: each.map(written).join(''), count: each.length };
}

/** A DER sequence of exactly the length it states that begins with another: more is for the library to check. */
function isCertificate(base64: string): boolean {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    // Not base64.
    return false;
  }
  const SEQUENCE = 0x30;
  const LENGTH_IN_TWO_BYTES = 0x82;
  const HEADER = 4;
  return bytes[0] === SEQUENCE && bytes[1] === LENGTH_IN_TWO_BYTES && readUint(bytes, 2, 2) + HEADER === bytes.length && bytes[HEADER] === SEQUENCE;
}

function written(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
