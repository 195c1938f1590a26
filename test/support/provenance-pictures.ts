import { pngChunk } from '../../lib/media/write-png.ts';
import { aPicture, own } from './media-pictures.ts';

export const IPTC = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
export const TERMS = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** An XMP packet around `description`, the attributes and content of one rdf:Description. */
export function anXmpPacket({ attributes = '', content = '' }: { readonly attributes?: string; readonly content?: string }): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${IPTC}" ${attributes}>${content}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

/** The packet most programs write: the term as an attribute. */
export function aSourceType(term: string): string {
  return anXmpPacket({ attributes: `Iptc4xmpExt:DigitalSourceType="${TERMS}${term}"` });
}

export async function aJpegWith(xmp: string): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = await aPicture('jpeg', 16, 16);
  return own(Buffer.concat([jpeg.subarray(0, 2), app1(xmp), jpeg.subarray(2)]));
}

export function app1(xmp: string): Uint8Array {
  const payload = Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), Buffer.from(xmp)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

export async function aPngWith(xmp: string, compressed = 0): Promise<Uint8Array<ArrayBuffer>> {
  const png = await aPicture('png', 16, 16);
  const text = Buffer.concat([Buffer.from('XML:com.adobe.xmp\0', 'latin1'), Buffer.from([compressed, 0, 0, 0]), Buffer.from(xmp)]);
  const AFTER_IHDR = 8 + 25;
  return own(Buffer.concat([png.subarray(0, AFTER_IHDR), pngChunk('iTXt', text), png.subarray(AFTER_IHDR)]));
}

/** The chunk goes last; the RIFF size is put right. */
export async function aWebpWith(xmp: string): Promise<Uint8Array<ArrayBuffer>> {
  const data = Buffer.from(xmp);
  const head = Buffer.from('XMP \0\0\0\0', 'latin1');
  head.writeUInt32LE(data.length, 4);
  const webp = Buffer.concat([await aPicture('webp', 16, 16), head, data, Buffer.alloc(data.length % 2)]);
  webp.writeUInt32LE(webp.length - 8, 4);
  return own(webp);
}
