import sharp from 'sharp';
import { own } from './media-pictures.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The smallest files of the kinds that credentials also come in, by media type. */
export async function otherFiles(): Promise<Readonly<Record<string, Bytes>>> {
  const dot = sharp({ create: { width: 8, height: 8, channels: 3, background: '#468' } });
  return {
    'image/gif': own(await dot.clone().gif().toBuffer()),
    'image/tiff': own(await dot.clone().tiff().toBuffer()),
    'image/svg+xml': own(Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>')),
    'audio/wav': aWav(),
    'audio/mpeg': anMp3(),
  };
}

/** A thousandth of a second of silence. */
function aWav(): Bytes {
  const samples = Buffer.alloc(16);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return own(Buffer.concat([head, samples]));
}

/** An empty ID3v2.4 tag and one frame of 128 kbit/s at 44.1 kHz. */
function anMp3(): Bytes {
  const tag = Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1');
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return own(Buffer.concat([tag, frame]));
}
