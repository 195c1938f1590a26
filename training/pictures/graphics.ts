import sharp from 'sharp';
import { createHash } from 'node:crypto';
import type { Sample } from './manifest.ts';
import { seededRandom, seedOf } from './random.ts';

/**
 * Graphics as people make them with tools – interfaces, charts, posters, comics, captioned pictures –, drawn by
 * our own hand: the collections hold few, and a model that has seen few takes them for generated.
 */
export const GRAPHIC_KINDS = ['interface', 'chart', 'poster', 'comic', 'caption'] as const;
type GraphicKind = (typeof GRAPHIC_KINDS)[number];

/** A drawing is a sample like any other; its pixels are made when asked for. */
export interface Graphic extends Sample {
  readonly kind: GraphicKind;
}

const FONTS = ['sans-serif', 'serif', 'monospace'];
const WORDS =
  'about after again air all along also animal another answer around ask away back been before below between both boy came change city close country day different does each earth end every eye farm father few find first follow food form found four give good great group grow hand hard head help here high home house idea keep kind land large last learn left letter life light line list little live long made make many may mean might more morning mother move much must name near need never new next night number often old only open other over page paper part people place plant play point press public question quick quiet read real right river road same school second see sentence set should show side small some sound spell stand start state still stop story study such sun table take tell thing think three time together tree turn under until very walk want watch water week well went where while white whole word work world write year young'.split(
    ' ',
  );

/** `count` drawings of each kind; the same numbers give the same drawings wherever the same fonts are. */
export function graphics(count: number): readonly Graphic[] {
  return GRAPHIC_KINDS.flatMap((kind) =>
    Array.from({ length: count }, (_, i) => ({
      kind,
      path: `${kind} ${i}`,
      sha256: createHash('sha256').update(`${kind} ${i}`).digest('hex'),
      generated: false,
      group: kind === 'interface' || kind === 'chart' ? 'drawn interfaces' : 'drawn posters',
      split: 'train' as const,
      packed: { width: 256, height: 256, bytes: 0 },
    })),
  );
}

/** The drawing as a PNG, cut or shrunk to about the size of the other pictures. */
export async function drawGraphic(graphic: Graphic): Promise<Uint8Array> {
  const random = seededRandom(seedOf(graphic.sha256, 77));
  const width = 420 + Math.floor(random() * 600);
  const height = 420 + Math.floor(random() * 500);
  const pen: Pen = { width, height, random, pick: (from) => from[Math.floor(random() * from.length)]!, between: (low, high) => low + (high - low) * random() };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${DRAW[graphic.kind](pen)}</svg>`;
  let picture = sharp(Buffer.from(svg)).flatten({ background: '#fff' });
  if (graphic.kind === 'caption') {
    const photo = await cloudy(pen);
    picture = sharp(photo).composite([{ input: Buffer.from(svg) }]).flatten({ background: '#fff' });
  }
  const whole = await picture.png().toBuffer();
  const side = 256 + Math.floor(random() * 97);
  if (random() < 0.5) return sharp(whole).resize(side, Math.round((side * height) / width), { fit: 'fill' }).png().toBuffer();
  return sharp(whole)
    .extract({ left: Math.floor(random() * (width - side)), top: Math.floor(random() * (height - side)), width: side, height: side })
    .png()
    .toBuffer();
}

interface Pen {
  readonly width: number;
  readonly height: number;
  readonly random: () => number;
  pick<T>(from: readonly T[]): T;
  between(low: number, high: number): number;
}

const DRAW: Readonly<Record<GraphicKind, (pen: Pen) => string>> = { interface: drawInterface, chart: drawChart, poster: drawPoster, comic: drawComic, caption: drawCaption };

function drawInterface(pen: Pen): string {
  const { width, height, random } = pen;
  const dark = random() < 0.4;
  const [back, panel, ink, soft] = dark ? ['#181a1f', '#23262d', '#e4e6ea', '#4a4f5a'] : ['#ffffff', '#f3f4f6', '#1f2328', '#d0d7de'];
  const accent = colour(pen);
  const side = random() < 0.7 ? pen.between(90, 220) : 0;
  const bar = pen.between(28, 56);
  const rows = Math.ceil((height - bar) / pen.between(30, 70));
  const rowHeight = (height - bar) / rows;
  const font = pen.pick(FONTS);
  const size = pen.between(10, 15);
  const list = Array.from({ length: rows }, (_, i) => {
    const y = bar + i * rowHeight;
    const icon = random() < 0.5 ? `<circle cx="${side + 24}" cy="${y + rowHeight / 2}" r="${pen.between(6, 14)}" fill="${colour(pen)}"/>` : '';
    const button = random() < 0.3 ? `<rect x="${width - 110}" y="${y + 8}" width="90" height="${rowHeight - 16}" rx="${pen.pick([0, 4, 12])}" fill="${accent}"/>${label(pen, width - 96, y + rowHeight / 2 + 4, 1, size, '#fff', font)}` : '';
    const lines = label(pen, side + 46, y + rowHeight * 0.42, 2 + random() * 6, size, ink, font) + (rowHeight > 44 ? label(pen, side + 46, y + rowHeight * 0.78, 3 + random() * 7, size * 0.85, soft, font) : '');
    return `${icon}${lines}${button}<line x1="${side}" x2="${width}" y1="${y}" y2="${y}" stroke="${soft}" stroke-width="1"/>`;
  });
  const menu = side > 0 ? `<rect y="${bar}" width="${side}" height="${height}" fill="${panel}"/>${Array.from({ length: 14 }, (_, i) => label(pen, 16, bar + 26 + i * 26, 1 + random() * 1.5, size, ink, font)).join('')}` : '';
  const bars = `<rect width="${width}" height="${bar}" fill="${random() < 0.4 ? accent : panel}"/>${label(pen, 14, bar / 2 + 5, 3, size * 1.2, ink, font)}`;
  return `<rect width="${width}" height="${height}" fill="${back}"/>${list.join('')}${menu}${bars}`;
}

function drawChart(pen: Pen): string {
  const { width, height, random } = pen;
  const dark = random() < 0.2;
  const ink = dark ? '#ddd' : '#333';
  const font = pen.pick(FONTS);
  const left = 60;
  const bottom = height - 50;
  const grid = Array.from({ length: 7 }, (_, i) => {
    const y = bottom - ((bottom - 60) * i) / 6;
    return `<line x1="${left}" x2="${width - 20}" y1="${y}" y2="${y}" stroke="${ink}" stroke-opacity=".2"/><text x="20" y="${y + 4}" font-size="12" font-family="${font}" fill="${ink}">${i * 20}</text>`;
  });
  const count = 5 + Math.floor(random() * 20);
  const step = (width - left - 30) / count;
  const heights = Array.from({ length: count }, () => pen.between(0.05, 1) * (bottom - 70));
  const fill = colour(pen);
  const kind = pen.pick(['bars', 'line', 'dots', 'areas']);
  const marks = heights.map((tall, i) => {
    const x = left + 8 + i * step;
    if (kind === 'bars') return `<rect x="${x}" y="${bottom - tall}" width="${step * 0.7}" height="${tall}" fill="${random() < 0.2 ? colour(pen) : fill}"/>`;
    if (kind === 'dots') return `<circle cx="${x}" cy="${bottom - tall}" r="${pen.between(2, 9)}" fill="${fill}" fill-opacity=".7"/>`;
    return '';
  });
  const points = heights.map((tall, i) => `${left + 8 + i * step},${bottom - tall}`).join(' ');
  const line = kind === 'line' ? `<polyline points="${points}" fill="none" stroke="${fill}" stroke-width="${pen.between(1, 4)}"/>` : '';
  const area = kind === 'areas' ? `<polygon points="${left},${bottom} ${points} ${width - 20},${bottom}" fill="${fill}" fill-opacity=".5" stroke="${fill}"/>` : '';
  return `<rect width="${width}" height="${height}" fill="${dark ? '#111' : '#fff'}"/>${grid.join('')}${area}${marks.join('')}${line}${label(pen, left, 36, 4, 20, ink, font)}${label(pen, left, height - 16, 8, 12, ink, font)}`;
}

function drawPoster(pen: Pen): string {
  const { width, height, random } = pen;
  const shapes = Array.from({ length: 4 + Math.floor(random() * 16) }, () => {
    const fill = random() < 0.4 ? 'url(#g)' : colour(pen);
    const x = pen.between(-50, width);
    const y = pen.between(-50, height);
    const size = pen.between(20, width / 2);
    const opacity = pen.pick([1, 1, 0.8, 0.4]);
    if (random() < 0.4) return `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${fill}" fill-opacity="${opacity}"/>`;
    if (random() < 0.5) return `<rect x="${x}" y="${y}" width="${size}" height="${pen.between(10, size)}" rx="${pen.pick([0, 0, 20])}" fill="${fill}" fill-opacity="${opacity}" transform="rotate(${pen.between(-40, 40)} ${x} ${y})"/>`;
    return `<polygon points="${x},${y} ${x + size},${y + pen.between(-90, 90)} ${x + pen.between(0, size)},${y + size}" fill="${fill}" fill-opacity="${opacity}"/>`;
  });
  const texts = Array.from({ length: 2 + Math.floor(random() * 4) }, () => label(pen, pen.between(10, width / 2), pen.between(40, height), 1 + random() * 4, pen.between(16, 90), pen.pick(['#fff', '#000', colour(pen)]), pen.pick(FONTS)));
  return `<defs><linearGradient id="g" x2="${random()}" y2="1"><stop stop-color="${colour(pen)}"/><stop offset="1" stop-color="${colour(pen)}"/></linearGradient><radialGradient id="r"><stop stop-color="${colour(pen)}"/><stop offset="1" stop-color="${colour(pen)}"/></radialGradient><filter id="s"><feDropShadow dx="4" dy="6" stdDeviation="5"/></filter></defs><rect width="${width}" height="${height}" fill="url(#${pen.pick(['g', 'r'])})"/><g${random() < 0.4 ? ' filter="url(#s)"' : ''}>${shapes.join('')}</g>${texts.join('')}`;
}

function drawComic(pen: Pen): string {
  const { width, height, random } = pen;
  const columns = 1 + Math.floor(random() * 2);
  const rows = 1 + Math.floor(random() * 2);
  const stroke = pen.between(2, 5);
  const dots = random() < 0.5;
  const panels: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const w = width / columns - 16;
      const h = height / rows - 16;
      const x = column * (w + 16) + 8;
      const y = row * (h + 16) + 8;
      const figures = Array.from({ length: 1 + Math.floor(random() * 3) }, () => figure(pen, x + pen.between(0.2, 0.8) * w, y + h, h * pen.between(0.4, 0.8), stroke));
      const bubble = `<ellipse cx="${x + w / 2}" cy="${y + h * 0.15}" rx="${w * 0.4}" ry="${h * 0.11}" fill="#fff" stroke="#000" stroke-width="${stroke}"/>${label(pen, x + w * 0.2, y + h * 0.17, 3, Math.max(10, w / 20), '#000', 'sans-serif')}`;
      panels.push(`<svg x="${x}" y="${y}" width="${w}" height="${h}" viewBox="${x} ${y} ${w} ${h}"><rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${colour(pen)}"/>${dots ? `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="url(#d)"/>` : ''}<rect x="${x}" y="${y + h * 0.75}" width="${w}" height="${h * 0.25}" fill="${colour(pen)}"/>${figures.join('')}${bubble}<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="none" stroke="#000" stroke-width="${stroke * 2}"/></svg>`);
    }
  }
  return `<defs><pattern id="d" width="8" height="8" patternUnits="userSpaceOnUse"><circle cx="4" cy="4" r="${pen.between(1, 3)}" fill="#000" fill-opacity=".25"/></pattern></defs><rect width="${width}" height="${height}" fill="#fff"/>${panels.join('')}`;
}

function figure(pen: Pen, x: number, foot: number, tall: number, stroke: number): string {
  const head = tall * 0.22;
  const top = foot - tall;
  const skin = pen.pick(['#f5d0b0', '#c98d5f', '#8a5a3a', '#ffe2cf', '#7ec8a9']);
  const line = `stroke="#000" stroke-width="${stroke}"`;
  return `<path d="M${x - head} ${foot} Q${x} ${top + head} ${x + head} ${foot} Z" fill="${colour(pen)}" ${line}/><circle cx="${x}" cy="${top + head}" r="${head}" fill="${skin}" ${line}/><circle cx="${x - head * 0.35}" cy="${top + head * 0.9}" r="${head * 0.12}"/><circle cx="${x + head * 0.35}" cy="${top + head * 0.9}" r="${head * 0.12}"/><path d="M${x - head * 0.4} ${top + head * 1.4} Q${x} ${top + head * pen.between(1.2, 1.8)} ${x + head * 0.4} ${top + head * 1.4}" fill="none" ${line}/>`;
}

function drawCaption(pen: Pen): string {
  const { width, height } = pen;
  const size = pen.between(26, 60);
  const text = (y: number): string => `<text x="${width / 2}" y="${y}" text-anchor="middle" font-family="sans-serif" font-weight="900" font-size="${size}" fill="#fff" stroke="#000" stroke-width="${size / 18}">${words(pen, 2 + pen.random() * 3).toUpperCase()}</text>`;
  const bar = pen.random() < 0.4 ? `<rect width="${width}" height="${size * 2}" fill="#fff"/>${label(pen, 16, size * 1.3, 5, size * 0.6, '#000', 'sans-serif')}` : text(size * 1.2);
  return `${bar}${text(height - size * 0.5)}`;
}

/** Something like a photograph out of focus: noise at several scales, with grain. */
async function cloudy({ width, height, random, between }: Pen): Promise<Buffer> {
  const layers = await Promise.all(
    [6, 14, 40].map(async (cells) => {
      const noise = Buffer.from(Array.from({ length: cells * cells * 3 }, () => Math.floor(random() * 256)));
      return sharp(noise, { raw: { width: cells, height: cells, channels: 3 } }).resize(width, height, { fit: 'fill', kernel: 'cubic' }).ensureAlpha(0.5).png().toBuffer();
    }),
  );
  const grain = between(2, 14);
  const [first, ...rest] = layers;
  const { data } = await sharp(first).composite(rest.map((input) => ({ input }))).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, data[i]! + grain * (random() + random() - 1)));
  return sharp(data, { raw: { width, height, channels: 3 } }).png().toBuffer();
}

function label(pen: Pen, x: number, y: number, count: number, size: number, fill: string, font: string): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-family="${font}" fill="${fill}">${words(pen, count)}</text>`;
}

function words({ pick }: Pen, count: number): string {
  return Array.from({ length: Math.max(1, Math.round(count)) }, () => pick(WORDS)).join(' ');
}

function colour({ random }: Pen): string {
  return `hsl(${Math.floor(random() * 360)},${Math.floor(30 + random() * 70)}%,${Math.floor(25 + random() * 55)}%)`;
}
