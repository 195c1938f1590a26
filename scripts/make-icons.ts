/**
 * Draws the extension's icons: two parts joined, and the line scribed across both that shows they belong together.
 * `npx tsx scripts/make-icons.ts` writes public/icon/<size>.png.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const SIZES = [16, 32, 48, 96, 128];

const out = fileURLToPath(new URL('../public/icon/', import.meta.url));
await mkdir(out, { recursive: true });
for (const size of SIZES) {
  await sharp(Buffer.from(drawing(size)))
    .png({ compressionLevel: 9 })
    .toFile(`${out}${size}.png`);
}
process.stdout.write(`icons: ${SIZES.join(', ')} px in public/icon\n`);

/** Every straight edge lies on a whole pixel, so that the seam stays clear at 16 px. */
function drawing(size: number): string {
  const inset = Math.round(size / 16);
  const half = size / 2;
  const halfSeam = Math.max(1, Math.round(size / 44));
  const round = Math.round(size / 7);
  const low = size - inset;
  const left = `M${half - halfSeam} ${inset} H${inset + round} Q${inset} ${inset} ${inset} ${inset + round}
    V${low - round} Q${inset} ${low} ${inset + round} ${low} H${half - halfSeam} Z`;
  const right = `M${half + halfSeam} ${inset} H${low - round} Q${low} ${inset} ${low} ${inset + round}
    V${low - round} Q${low} ${low} ${low - round} ${low} H${half + halfSeam} Z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
    <clipPath id="parts"><path d="${left} ${right}"/></clipPath>
    <path fill="#1d3f72" d="${left}"/>
    <path fill="#3f6db5" d="${right}"/>
    <path clip-path="url(#parts)" fill="none" stroke="#ffd479" stroke-width="${Math.max(2.2, size / 10)}"
      stroke-linecap="round" d="M${size * 0.22} ${size * 0.74} L${size * 0.78} ${size * 0.26}"/>
  </svg>`;
}
