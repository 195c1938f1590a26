/** What a drawing shows; every other detail follows from the seed. */
export interface Scene {
  readonly kind: 'harbour' | 'sea' | 'hills' | 'lighthouse' | 'chart';
  readonly seed: number;
  /** Top and bottom of the sky, then the water or land, as CSS colours. */
  readonly sky: readonly [string, string];
  readonly ground: readonly [string, string];
}

export const DRAWING_WIDTH = 960;
export const DRAWING_HEIGHT = 640;
const HORIZON = 300;

/** Draws a scene as SVG. The same scene gives the same drawing, byte for byte. */
export function drawScene(scene: Scene): string {
  const random = randomFrom(scene.seed);
  const parts = scene.kind === 'chart' ? chart(random) : [...sky(random), ...PAINTERS[scene.kind](random, scene)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${DRAWING_WIDTH}" height="${DRAWING_HEIGHT}" viewBox="0 0 ${DRAWING_WIDTH} ${DRAWING_HEIGHT}">
<defs>${gradient('sky', scene.sky)}${gradient('ground', scene.ground)}</defs>
<rect width="100%" height="100%" fill="url(#sky)"/>
${parts.join('\n')}
</svg>`;
}

type Random = () => number;

const PAINTERS: Readonly<Record<Exclude<Scene['kind'], 'chart'>, (random: Random, scene: Scene) => readonly string[]>> = {
  sea: (random) => water(random, 46),
  hills: (random, { ground }) =>
    Array.from({ length: 6 }, (_, i) => ridge(random, HORIZON - 60 + i * 62, 58 - i * 4, ground[i % 2] ?? ground[0], 0.55 + i * 0.09)),
  harbour: (random, { ground }) => [
    ridge(random, HORIZON - 40, 40, ground[1], 0.6),
    ...Array.from({ length: 14 }, (_, i) => house(random, 40 + i * 62 + random() * 18)),
    ...water(random, 38),
    ...Array.from({ length: 5 }, (_, i) => boat(random, 110 + i * 175 + random() * 60, HORIZON + 70 + random() * 190)),
  ],
  lighthouse: (random, { ground }) => [
    ...water(random, 40),
    ridge(random, HORIZON + 130, 70, ground[1], 1, 340),
    '<polygon points="170,400 188,170 232,170 250,400" fill="#f4efe6"/>',
    '<polygon points="176,330 181,270 239,270 244,330" fill="#b5483a"/>',
    '<rect x="184" y="140" width="52" height="30" rx="4" fill="#3b3f4a"/><circle cx="210" cy="155" r="9" fill="#ffe9a8"/>',
    `<polygon points="216,150 960,${60 + random() * 40} 960,${190 + random() * 40} 216,160" fill="#ffe9a8" opacity="0.28"/>`,
  ],
};

function sky(random: Random): readonly string[] {
  const sun = `<circle cx="${px(500 + random() * 380)}" cy="${px(70 + random() * 150)}" r="${px(26 + random() * 22)}" fill="#fff3d6" opacity="0.85"/>`;
  const clouds = Array.from({ length: 7 }, () => {
    const [x, y, width] = [random() * DRAWING_WIDTH, 30 + random() * 190, 70 + random() * 170];
    return `<ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(width)}" ry="${px(6 + random() * 12)}" fill="#fff" opacity="${px(0.12 + random() * 0.2)}"/>`;
  });
  return [sun, ...clouds];
}

/** Waves in rows that grow towards the viewer. */
function water(random: Random, rows: number): readonly string[] {
  const waves = Array.from({ length: rows }, (_, row) => {
    const near = row / rows;
    const y = HORIZON + (DRAWING_HEIGHT - HORIZON) * near ** 1.4;
    const [length, height, phase] = [30 + near * 150, 1 + near * 9, random() * 200];
    const steps = Array.from({ length: Math.ceil(DRAWING_WIDTH / length) + 3 }, () => `q${px(length / 4)},${px(-height)} ${px(length / 2)},0 t${px(length / 2)},0`);
    return `<path d="M${px(-phase)},${px(y)} ${steps.join(' ')}" fill="none" stroke="#fff" stroke-width="${px(0.6 + near * 2.2)}" opacity="${px(0.1 + random() * 0.28)}"/>`;
  });
  return [`<rect y="${HORIZON}" width="100%" height="${DRAWING_HEIGHT - HORIZON}" fill="url(#ground)"/>`, ...waves];
}

/** A silhouette from x = 0 to `until`: sines of falling height. */
function ridge(random: Random, base: number, height: number, fill: string, opacity: number, until = DRAWING_WIDTH): string {
  const waves = Array.from({ length: 4 }, (_, i) => ({ turn: random() * 6.3, speed: (i + 1) * (1.2 + random() * 1.6), height: height / (i + 1) }));
  const points = Array.from({ length: 97 }, (_, i) => {
    const at = i / 96;
    const fade = until < DRAWING_WIDTH ? 1 - at ** 3 : 1;
    const rise = waves.reduce((sum, wave) => sum + Math.sin(wave.turn + at * wave.speed * 4) * wave.height, 0);
    return `${px(at * until)},${px(base - (rise + height) * fade + (1 - fade) * 160)}`;
  });
  return `<polygon points="0,${DRAWING_HEIGHT} ${points.join(' ')} ${until},${DRAWING_HEIGHT}" fill="${fill}" opacity="${px(opacity)}"/>`;
}

function house(random: Random, x: number): string {
  const [width, height] = [40 + random() * 24, 40 + random() * 70];
  const top = HORIZON - height;
  const wall = pick(random, ['#d9896a', '#e3c08a', '#8fa7a4', '#c9d3cf', '#b56b5b', '#6f8596']);
  const windows = Array.from({ length: Math.floor(height / 26) }, (_, row) =>
    [0.22, 0.6].map((column) => `<rect x="${px(x + width * column)}" y="${px(top + 10 + row * 24)}" width="8" height="11" fill="${random() > 0.5 ? '#ffe3a1' : '#3d4656'}"/>`).join(''),
  );
  return `<rect x="${px(x)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" fill="${wall}"/><polygon points="${px(x - 4)},${px(top)} ${px(x + width / 2)},${px(top - 20 - random() * 12)} ${px(x + width + 4)},${px(top)}" fill="#5c4a4a"/>${windows.join('')}`;
}

function boat(random: Random, x: number, y: number): string {
  const size = 0.5 + (y - HORIZON) / 240;
  const hull = pick(random, ['#2f4858', '#a4453c', '#e8e2d4', '#3f6b5c']);
  const mast = 60 * size;
  return `<g><polygon points="${px(x - 38 * size)},${px(y)} ${px(x + 38 * size)},${px(y)} ${px(x + 26 * size)},${px(y + 16 * size)} ${px(x - 28 * size)},${px(y + 16 * size)}" fill="${hull}"/><line x1="${px(x)}" y1="${px(y)}" x2="${px(x)}" y2="${px(y - mast)}" stroke="#3a3330" stroke-width="${px(2 * size)}"/><polygon points="${px(x + 3)},${px(y - mast)} ${px(x + 3)},${px(y - 8)} ${px(x + 30 * size)},${px(y - 8)}" fill="#f5f0e4" opacity="0.9"/></g>`;
}

/** A line that rises ever faster, as sellers of easy money like to show one. */
function chart(random: Random): readonly string[] {
  const points = Array.from({ length: 41 }, (_, i) => {
    const rise = 430 * (i / 40) ** 2.2;
    return { x: 60 + i * 20, y: 540 - rise - random() * 26 * (1 - i / 40) };
  });
  const line = points.map(({ x, y }) => `${px(x)},${px(y)}`).join(' ');
  const { x, y } = points.at(-1) ?? { x: 0, y: 0 };
  const grid = Array.from({ length: 7 }, (_, i) => `<line x1="60" y1="${90 + i * 75}" x2="910" y2="${90 + i * 75}" stroke="#ffffff" opacity="0.12"/>`);
  return [
    ...grid,
    `<polygon points="60,560 ${line} ${px(x)},560" fill="#37d67a" opacity="0.18"/>`,
    `<polyline points="${line}" fill="none" stroke="#37d67a" stroke-width="7" stroke-linejoin="round"/>`,
    `<polygon points="${px(x + 14)},${px(y - 42)} ${px(x - 20)},${px(y - 8)} ${px(x + 22)},${px(y + 8)}" fill="#37d67a"/>`,
  ];
}

function gradient(id: string, [from, to]: readonly [string, string]): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;
}

function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A linear congruential generator with the constants of Numerical Recipes: plenty for a drawing. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
