/** How the pixels were read when the watermark was put in: what the reader has to do likewise. */
export interface Reading {
  /** The programs of SDXL and FLUX hand over floating numbers, of which OpenCV puts the middle of U at .5 and not at 128. */
  readonly middle: 'byte' | 'float';
  /** Before 2024 some handed over red for blue. */
  readonly order: 'bgr' | 'rgb';
}

export interface KnownWatermark {
  /** The program, as people know it. */
  readonly name: string;
  readonly bits: readonly number[];
  /** Fewest bits that have to agree, by each way to read them (docs/decisions/0093): by chance that many do in less than one picture of a billion. */
  readonly atLeast: { readonly majority: number; readonly comparison: number };
  readonly readings: readonly Reading[];
}

const AS_BYTES: readonly Reading[] = [{ middle: 'byte', order: 'bgr' }];
const AS_FLOATS: readonly Reading[] = [
  { middle: 'float', order: 'bgr' },
  { middle: 'float', order: 'rgb' },
  { middle: 'byte', order: 'bgr' },
];

/** What the reference programs of open models write into the pixels by invisible-watermark's `dwtDct`, unless whoever runs them turns it off. */
export const KNOWN_WATERMARKS: readonly KnownWatermark[] = [
  { name: 'Stable Diffusion XL', bits: bitsOf('101100111110110010010000011110111011000110011110'), atLeast: { majority: 44, comparison: 45 }, readings: AS_FLOATS },
  // Of the 48 bits in its source two leading zeros are lost on the way: 46 are written.
  { name: 'FLUX', bits: bitsOf('1010101111111010000111100111001111010100101110'), atLeast: { majority: 43, comparison: 44 }, readings: AS_FLOATS },
  { name: 'FLUX', bits: bitsOf('001010101111111010000111100111001111010100101110'), atLeast: { majority: 44, comparison: 45 }, readings: AS_FLOATS },
  { name: 'Stable Diffusion 1', bits: bitsOfText('StableDiffusionV1'), atLeast: { majority: 125, comparison: 125 }, readings: AS_BYTES },
  { name: 'Stable Diffusion 2', bits: bitsOfText('SDV2'), atLeast: { majority: 32, comparison: Infinity }, readings: AS_BYTES },
];

function bitsOf(digits: string): readonly number[] {
  return [...digits].map(Number);
}

/** The highest bit of each byte first. */
function bitsOfText(text: string): readonly number[] {
  return [...text].flatMap((letter) => bitsOf(letter.charCodeAt(0).toString(2).padStart(8, '0')));
}
