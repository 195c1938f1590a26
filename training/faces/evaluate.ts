/**
 * How often the face finder finds a face, by where a picture comes from: in sources of portraits it should, in others
 * not. `--write` puts the figures into its card, `--social` leaves out the files as served. Train and val are looked at; the network was trained on neither.
 */
import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import { pictures } from '../pictures/tables.ts';
import { writeFaceCard, type FaceFigures } from './card.ts';
import { faceRows, LEAST_SCORE, type FaceRow } from './face-rows.ts';
import { openFaceFinder } from './open-finder.ts';

/** Sources whose every picture shows a person, though faces are often cut by an edge, turned away or larger than the picture. */
const PORTRAITS = ['web_faces', 'ciplab_faces', 'unsplash_faces', 'stylegan2'];
/** Sources of houses, photographed cards and interfaces. */
const NO_PORTRAITS = ['urban_bsd_sun_hr', 'phone_cards', 'screenshots'];
const BARS = [LEAST_SCORE, 0.4, 0.5, 0.6, 0.7];

const { card } = await openFaceFinder();
const measured: FaceFigures[] = [];
for (const prepared of process.argv.includes('--social') ? (['social'] as const) : (['social', 'as-served'] as const)) {
  const rows = await faceRows(pictures(['train', 'val']), prepared);
  const found = (members: readonly FaceRow[], bar: number): number => members.filter(({ surest }) => surest >= bar).length;
  const line = (members: readonly FaceRow[]) => ({
    pictures: members.length,
    ...Object.fromEntries(BARS.map((bar) => [bar.toFixed(1), `${((100 * found(members, bar)) / members.length).toFixed(1)} %`])),
  });
  const portraits = rows.filter(({ sample }) => PORTRAITS.includes(sample.group));
  const none = rows.filter(({ sample }) => NO_PORTRAITS.includes(sample.group));
  const groups = [...new Set(rows.map(({ sample }) => sample.group))].toSorted();
  const kindOf = (group: string): string => (PORTRAITS.includes(group) ? ' (portraits)' : NO_PORTRAITS.includes(group) ? ' (none)' : '');
  console.log(`\n${prepared}: pictures with a face of at least ${card.minFacePx} pixels, by the least certainty that counts`);
  console.table({
    'all portraits': line(portraits),
    'all without': line(none),
    ...Object.fromEntries(groups.map((group) => [`${group}${kindOf(group)}`, line(rows.filter(({ sample }) => sample.group === group))])),
  });
  const alarms = found(none, card.minScore);
  const upper = upperBound95(alarms, none.length);
  console.log(`shipped, ${card.minScore}: in ${none.length} pictures without portraits ${alarms}, at most ${(100 * upper).toFixed(1)} % (95 %)`);
  const share = (count: number, of: number): number => Number((count / of).toFixed(4));
  measured.push(
    { name: `portraits, ${prepared}`, pictures: portraits.length, found: share(found(portraits, card.minScore), portraits.length) },
    { name: `houses, cards, interfaces, ${prepared}`, pictures: none.length, found: share(alarms, none.length), foundUpper95: Number(upper.toFixed(4)) },
  );
}
if (process.argv.includes('--write')) writeFaceCard(card, measured);
