import decodeQR from 'qr/decode.js';

/** A photograph of a code need not be larger than this to be read, and is read in a blink. */
const MAX_SIDE_PX = 1600;

/** The text of the QR code in a picture; undefined where there is none, or the file is no picture. */
export async function readQrCode(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    // A code on a transparent ground is black on white.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // The library throws where it finds no code, the browser where it finds no picture: to the reader it is the same.
    return undefined;
  }
}
