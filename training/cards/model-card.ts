import { isRecord } from '../../lib/core/is-record.ts';
import { mostTelling, type LabelFacts, type ModelFacts } from '../../lib/core/model-facts.ts';
import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import { anything } from './anything.ts';
import { bullets, count, figure, file, heading, paragraph, percent, table, type Cell } from './markdown.ts';
import { MODEL_WORDS } from './words.ts';

/** A card as training wrote it; which of its parts are there depends on the model. */
export type Card = Readonly<Record<string, unknown>>;

/** Figures of others, as published with the data. */
export interface Peers {
  readonly protocol: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly peer: string; readonly figures: readonly string[] }[];
  readonly note: string;
}

export interface ModelCardInput {
  readonly facts: ModelFacts;
  readonly card: Card;
  readonly peers: Peers | undefined;
  /** Bytes of the weights that are part of the repository; undefined where they are built. */
  readonly weightsBytes: number | undefined;
}

/** Parts of a card that have a section of their own; everything else is listed at the end, so that nothing is lost. */
const TOLD = ['id', 'version', 'licence', 'summary', 'says', 'limits', 'trainedOn', 'digest', 'measured', 'figures', 'thresholds', 'heads', 'madeBy'];

const TOLD_OF_SET = ['name', 'clean', 'generated', 'auc', 'foundAt5', 'foundLikely', 'cleanLikely', 'cleanLikelyUpper95', 'worstCleanSource', 'calibrationError', 'declined'];
const TOLD_OF_LABEL = ['rows', 'positive', 'prAuc', 'f1', 'recallAt1PercentFalse', 'calibrationError', 'likely', 'groups', 'found', 'probes'];

/** docs/models/<id>.md: everything the card states, in words and tables. */
export function modelCard({ facts, card, peers, weightsBytes }: ModelCardInput): string {
  const { id, version, licence, digest } = facts;
  const words = MODEL_WORDS[id];
  return file([
    `# ${words?.title ?? id}`,
    ...paragraph(`\`${id}\` ${version}. Made by \`npm run cards\` from [its card](../../public/models/${id}/card.json); change that or its training, not this page.`),
    ...heading(2, 'What it is'),
    ...textOf(card['summary'] ?? words?.is).flatMap(paragraph),
    ...heading(2, 'What it says, and what it never says'),
    ...bullets([...textOf(card['says']), ...(words?.says ?? [])].slice(0, 1)),
    ...(words === undefined ? [] : [...paragraph('It never says:'), ...bullets(words.neverSays)]),
    ...(words === undefined ? [] : [...heading(2, 'What it is for'), ...bullets(words.meantFor), ...paragraph('And what it is not for:'), ...bullets(words.notMeantFor)]),
    ...heading(2, 'What it learnt from'),
    ...trainedOn(card['trainedOn']),
    ...(words?.isTrainedHere === true ? paragraph('Every source, with counts, licences and who is missing: [data statement](data-statement.md).') : []),
    ...heading(2, 'How good it is'),
    ...(facts.measured.length === 0 ? paragraph('Its card states no figures.') : howGood(facts)),
    ...worstGroups(facts),
    ...parity(card['figures']),
    ...calibration(facts, card),
    ...declined(card, facts),
    ...heading(2, 'Limits'),
    ...bullets(facts.limits),
    ...(peers === undefined ? [] : besidePeers(peers, facts, weightsBytes)),
    ...rest(card, facts),
    ...heading(2, 'Licence, digest, and how to make it again'),
    ...bullets([`Licence: ${licence}`, `SHA-256 of its weights: \`${digest}\`; checked at every start`, ...madeBy(card['madeBy'])]),
    ...table(['command', 'what it does'], (words?.again ?? []).map(([command, what]) => [`\`${command}\``, what])),
  ]);
}

function trainedOn(value: unknown): readonly string[] {
  const sources = recordsIn(value);
  if (sources.length === 0) return textOf(value).flatMap(paragraph);
  const labels = Object.keys(sources[0]!).filter((name) => typeof sources[0]![name] === 'number');
  return table(['source', 'licence', ...labels], sources.map((source) => [String(source['source']), String(source['licence']), ...labels.map((name) => Number(source[name] ?? 0))]));
}

function howGood({ measured }: ModelFacts): readonly string[] {
  const header = ['on', 'with the label / without', 'AUC', 'PR-AUC', 'F1', 'found', 'false positives', 'at most (95 %)', 'found at 1 % / 5 % false', 'calibration error'];
  return [
    ...paragraph('“Found” and “false positives” are shares called `likely`, which is all that a badge is drawn for.'),
    ...table(
      ['label', ...header],
      measured.flatMap(({ label, sets }) =>
        sets.map((set): readonly Cell[] => [
          label,
          set.name,
          `${count(set.positives)} / ${count(set.negatives)}`,
          figure(set.auc),
          figure(set.prAuc),
          figure(set.f1),
          percent(set.found),
          percent(set.falsePositives),
          percent(set.falsePositivesBound),
          `${percent(set.foundAt1)} / ${percent(set.foundAt5)}`,
          figure(set.calibrationError),
        ]),
      ),
    ),
  ];
}

/** From a share of few items that was rounded: the hits that it stands for are the nearest whole number. */
function boundOf(share: number, items: number): number {
  return upperBound95(Math.round(share * items), items);
}

function worstGroups({ measured }: ModelFacts): readonly string[] {
  const rows = measured.flatMap(({ label, sets }) =>
    sets.flatMap(({ name, worst }) => (worst === undefined ? [] : [[label, name, worst.group, percent(worst.falsePositives), count(worst.items), percent(boundOf(worst.falsePositives, worst.items))]])),
  );
  return rows.length === 0 ? [] : [...heading(3, 'The worst group'), ...table(['label', 'on', 'group', 'false positives', 'of', 'at most (95 %)'], rows)];
}

/** Every group of every label, where the card counts by group; with them what is found by source, and of texts written by hand. */
function parity(figures: unknown): readonly string[] {
  const heads = Object.entries(isRecord(figures) ? figures : {}).filter((each): each is [string, Card] => isRecord(each[1]));
  const tables = heads.flatMap(([label, head]) => [
    ...grouped(`False positives by group: ${label}`, ['group', 'without the label', 'called likely', 'share', 'at most (95 %)'], groupRows(recordsIn(head['groups']))),
    ...grouped(`Found by source: ${label}`, ['source', 'with the label', 'called likely', 'share'], recordsIn(head['found']).map(sourceRow)),
    ...grouped(`Texts written by hand and held out, called likely: ${label}`, ['kind', 'texts', 'called likely', 'share'], recordsIn(head['probes']).map(sourceRow)),
  ]);
  const gray = isRecord(figures) && typeof figures['grayFlagged'] === 'number' ? paragraph(`Promotion and engagement bait, which is neither spam nor clean: ${percent(figures['grayFlagged'])} is called likely spam.`) : [];
  return tables.length === 0 ? [] : [...heading(2, 'By group'), ...gray, ...tables];
}

function grouped(title: string, header: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  return rows.length === 0 ? [] : [...heading(3, title), ...table(header, rows)];
}

/** One a group, and all of them together: the bound of that one is the narrowest that the data allows. */
function groupRows(groups: readonly Card[]): readonly (readonly Cell[])[] {
  const counted = groups.map(({ group, clean, flagged }) => ({ group: String(group), items: Number(clean), hits: Number(flagged) }));
  const all = counted.reduce((sum, { items, hits }) => ({ group: '**all**', items: sum.items + items, hits: sum.hits + hits }), { group: '', items: 0, hits: 0 });
  return [...counted, ...(counted.length === 0 ? [] : [all])].map(({ group, items, hits }) => [group, items, hits, percent(hits / items), percent(upperBound95(hits, items))]);
}

function sourceRow({ source, texts, found }: Card): readonly Cell[] {
  return [String(source), Number(texts), Number(found), percent(Number(found) / Number(texts))];
}

function calibration({ measured }: ModelFacts, card: Card): readonly string[] {
  const thresholds = isRecord(card['heads'])
    ? Object.entries(card['heads']).flatMap(([label, head]) => (isRecord(head) && isRecord(head['thresholds']) ? [[label, head['thresholds']] as const] : []))
    : isRecord(card['thresholds'])
      ? [[measured[0]?.label ?? 'all', card['thresholds']] as const]
      : [];
  const telling = measured.flatMap((label) => {
    const { name, calibrationError } = mostTelling(label);
    return calibrationError === undefined ? [] : [`${label.label}: on ${name} the stated probability is off by ${figure(calibrationError)} on average.`];
  });
  if (thresholds.length === 0 && telling.length === 0) return [];
  return [
    ...heading(2, 'Calibration and thresholds'),
    ...bullets(telling),
    ...table(['label', 'likely from', 'unsure from'], thresholds.map(([label, { likely, unsure }]) => [label, String(likely), String(unsure)])),
  ];
}

/** What the model declined, by set and reason. */
function declined(card: Card, { measured }: ModelFacts): readonly string[] {
  const rows = recordsIn(card['measured']).flatMap((set) => {
    if (!isRecord(set['declined'])) return [];
    return Object.entries(set['declined']).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([why, items]) => [String(set['name']), why, Number(items)]);
  });
  const judged = measured.flatMap(({ sets }) => sets.flatMap(({ name, declined: items, positives, negatives }) => (items === undefined ? [] : [[name, items, positives + negatives + items, percent(items / (positives + negatives + items))]])));
  return rows.length === 0 ? [] : [...heading(2, 'What it declines'), ...table(['on', 'declined', 'of', 'share'], judged), ...table(['on', 'why, and of which class', 'items'], rows)];
}

function besidePeers({ protocol, columns, rows, note }: Peers, facts: ModelFacts, weightsBytes: number | undefined): readonly string[] {
  const size = weightsBytes === undefined ? 'as built' : `${Math.round(weightsBytes / 1000)} kB`;
  const ours = facts.measured.flatMap((label) => oursBeside(label, size));
  return [
    ...heading(2, 'Beside its peers'),
    ...paragraph(protocol),
    ...table(['', ...columns], [...(ours.length === columns.length ? [[`**${facts.id} ${facts.version}**`, ...ours]] : []), ...rows.map(({ peer, figures }) => [peer, ...figures])]),
    ...paragraph(note),
  ];
}

/** Our figures in the columns of the peers; only one label of a model has peers. */
function oursBeside({ label, sets }: LabelFacts, size: string): readonly string[] {
  if (label === 'spam') {
    return [size, figure(sets[0].prAuc), figure(sets[0].f1), figure(sets[0].foundAt1)];
  }
  if (label !== 'ai-made') return [];
  return [size, figure(sets.find(({ name }) => name === 'val, social')?.auc), figure(sets.find(({ name }) => name === 'public, social')?.auc), '–'];
}

function madeBy(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  return [`Made with ${Object.entries(value).filter(([name]) => name !== 'command').map(([name, setting]) => `${name} ${String(setting)}`).join(', ')}`];
}

/** Everything of a card that is in no section above, also within its figures. */
function rest(card: Card, { measured: told }: ModelFacts): readonly string[] {
  const isTold = (name: unknown) => told.some(({ label, sets }) => label === name || sets.some((set) => set.name === name));
  const figures = Object.entries(isRecord(card['figures']) ? card['figures'] : {}).filter(([name]) => name !== 'grayFlagged');
  const ofFigures = figures.map(([name, part]) => [`figures.${name}`, isRecord(part) && isTold(name) ? without(part, TOLD_OF_LABEL) : part] as const);
  const measured = recordsIn(card['measured'])
    .map((set) => (isTold(set['name']) ? { name: set['name'], ...without(set, TOLD_OF_SET) } : set))
    .filter((set) => Object.keys(set).length > 1);
  const more = {
    ...without(card, TOLD),
    ...(measured.length === 0 ? {} : { measured }),
    ...Object.fromEntries(ofFigures.filter(([, part]) => !isRecord(part) || Object.keys(part).length > 0)),
  };
  return Object.keys(more).length === 0 ? [] : [...heading(2, 'What else its card states'), ...anything(more)];
}

function without(record: Card, names: readonly string[]): Card {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function recordsIn(value: unknown): readonly Card[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
