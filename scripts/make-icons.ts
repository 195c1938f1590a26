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
  // Drawn at the density of the size itself, so that edges meet pixels where they can.
  await sharp(Buffer.from(drawing(size)), { density: 72 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true, quality: 100, effort: 10 })
    .toFile(`${out}${size}.png`);
}
process.stdout.write(`icons: ${SIZES.join(', ')} px in public/icon\n`);

/** On a whole-pixel grid: at 16 px the seam is one pixel wide, and the line as bold as it must be to be seen. */
function drawing(size: number): string {
  const unit = size / 16;
  const inset = size <= 16 ? 1 : 0.75;
  const seam = size <= 16 ? 1 : 0.75;
  const edge = 8 - seam / 2;
  const line = size <= 16 ? 2 : 1.6;
  const px = (value: number): number => value * unit;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
    <defs>
      <clipPath id="parts">
        <path d="${part(inset, edge, px)} ${part(16 - edge, 16 - inset, px)}"/>
      </clipPath>
    </defs>
    <path fill="#1d3f72" d="${part(inset, edge, px)}"/>
    <path fill="#3f6db5" d="${part(16 - edge, 16 - inset, px)}"/>
    <path clip-path="url(#parts)" fill="none" stroke="#ffd479" stroke-width="${px(line)}" stroke-linecap="round"
      d="M${px(3.4)} ${px(11.8)} L${px(12.6)} ${px(4.2)}"/>
  </svg>`;
}

/** A board from `left` to `right`, its outer corners rounded. */
function part(left: number, right: number, px: (value: number) => number): string {
  const [top, bottom, round] = [1.5, 14.5, 2];
  const outerLeft = left < 8 && right <= 8;
  const [a, b] = outerLeft ? [right, left] : [left, right];
  const inward = outerLeft ? 1 : -1;
  return (
    `M${px(a)} ${px(top)} H${px(b + inward * round)} ` +
    `Q${px(b)} ${px(top)} ${px(b)} ${px(top + round)} V${px(bottom - round)} ` +
    `Q${px(b)} ${px(bottom)} ${px(b + inward * round)} ${px(bottom)} H${px(a)} Z`
  );
}
