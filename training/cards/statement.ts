import { picturesOf, PICTURE_SPLITS, summarise, TEXT_SPLITS, textsOf, type DataStatement, type PictureSource } from '../../lib/core/data-statement.ts';
import { bullets, count, file, heading, paragraph, percent, table } from './markdown.ts';
import { OTHER_LANGUAGES, TEXT_SOURCES, TRAPS, WELL_KNOWN_GENERATORS, WIDELY_WRITTEN } from './words.ts';

/** Languages of one source that are named; the rest is counted. */
const MOST_NAMED = 4;

/** docs/models/data-statement.md: every source, who is in it, and who is not. */
export function dataStatement(statement: DataStatement): string {
  const { texts, textSources, languages, written, clean, generated, generators, unlicensed } = summarise(statement);
  return file([
    '# What the models were made from',
    ...paragraph('Made by `npm run cards` from [training/data-statement.json](../../training/data-statement.json), which `npm run cards -- --count` counts anew where the data is. None of the data is part of the repository, and nothing of a reader’s ever becomes part of it.'),
    ...bullets([
      `${count(texts)} texts from ${textSources} sources, ${languages} languages among them; ${count(written)} more were written by hand for this project.`,
      `${count(clean)} clean and ${count(generated)} generated pictures, of ${generators} generators.`,
      `No licence is stated for ${count(unlicensed)} of the pictures (${percent(unlicensed / (clean + generated))}). They are learnt from and measured with, and not handed on; the models hold none of them.`,
    ]),
    ...heading(2, 'Texts'),
    ...paragraph('`train` teaches, `val` chooses settings and thresholds and calibrates, `test` is measured with only. Counts are clean / spam; gray texts, which are neither, are counted apart.'),
    ...table(
      ['source', 'what', 'languages', 'licence', ...TEXT_SPLITS, 'gray', ''],
      statement.texts.map((source) => [
        source.source,
        TEXT_SOURCES[source.source] ?? '–',
        languagesOf(source.langs),
        source.licence,
        ...TEXT_SPLITS.map((split) => `${count(source.splits[split].clean)} / ${count(source.splits[split].spam)}`),
        TEXT_SPLITS.reduce((sum, split) => sum + source.splits[split].gray, 0),
        source.evaluateOnly ? 'not used: no licence stated' : '',
      ]),
    ),
    ...heading(3, 'Written by hand for this project'),
    ...paragraph('Under the licence of the repository: [training/text/probes](../../training/text/probes/README.md). Nobody in them exists.'),
    ...table(['kind', 'learnt from', 'held out', 'languages'], statement.written.map(({ kind, learnt, heldOut, langs }) => [kind, learnt, heldOut, String(langs.length)])),
    ...heading(3, 'Who is missing'),
    ...bullets(whoIsMissingInTexts(statement)),
    ...heading(3, 'Traps'),
    ...bullets(TRAPS.texts),
    ...heading(2, 'Pictures'),
    ...paragraph('`train` teaches, `val` holds further pictures of the same sources, `public` other generators and other sources; it chooses nothing.'),
    ...heading(3, 'Generators'),
    ...pictureTable(statement.pictures.filter(({ generated: isGenerated }) => isGenerated)),
    ...heading(3, 'Clean sources'),
    ...pictureTable(statement.pictures.filter(({ generated: isGenerated }) => !isGenerated)),
    ...heading(3, 'How the files were prepared'),
    ...paragraph('Before we had them; what training does to both classes alike is in [training/pictures](../../training/pictures/README.md). `jpeg` is packed anew at its own size, `native` left as it was.'),
    ...table(['preparation', 'clean', 'generated'], statement.preparations.map(({ preparation, clean: of, generated: and }) => [preparation, of, and])),
    ...heading(3, 'Who and what is missing'),
    ...bullets(whatIsMissingInPictures(statement)),
    ...heading(3, 'Traps'),
    ...bullets(TRAPS.pictures),
    ...heading(2, 'People in the data'),
    ...bullets([
      'Texts and pictures were public when others collected them; nobody in them was asked by us. Mentions, addresses and long numbers are placeholders.',
      'Who wishes to be out of a source turns to whoever publishes it. The models hold no text and no picture: counts of n-grams folded into shared buckets, and weights over means of texture.',
    ]),
  ]);
}

function languagesOf(codes: readonly string[]): string {
  const named = codes.slice(0, MOST_NAMED).map(languageOf).join(', ');
  return codes.length > MOST_NAMED ? `${named} and ${codes.length - MOST_NAMED} more` : named;
}

function languageOf(code: string): string {
  return (WIDELY_WRITTEN as Readonly<Record<string, string>>)[code] ?? OTHER_LANGUAGES[code] ?? code;
}

function whoIsMissingInTexts({ texts }: DataStatement): readonly string[] {
  const usable = texts.filter(({ evaluateOnly }) => !evaluateOnly);
  const present = new Set(usable.flatMap(({ langs }) => langs));
  const mainly = (isSpam: boolean) => new Set(usable.filter(({ splits }) => (splits.train.spam > 0) === isSpam).map(({ langs }) => langs[0]!));
  const [withSpam, cleanOnly] = [mainly(true), mainly(false)];
  const onlyClean = [...cleanOnly].filter((code) => !withSpam.has(code)).toSorted();
  const absent = Object.keys(WIDELY_WRITTEN).filter((code) => !present.has(code));
  const translated = usable.filter(({ source }) => source.startsWith('sms_mt_')).flatMap(({ langs }) => langs).filter((code) => !usable.some((each) => !each.source.startsWith('sms_mt_') && each.splits.train.spam > 0 && each.langs[0] === code));
  return [
    `Spam to learn from is there in ${listed([...withSpam].toSorted())}; in ${listed(translated)} only as text messages that a machine translated.`,
    `Clean posts alone, and no spam but a few examples of ours: ${listed(onlyClean)}. Spam in these languages goes mostly unnoticed.`,
    `No source at all: ${listed(absent)}, and every language that fewer people write and that the table does not name. Both errors are unknown there.`,
    'Most sources are X, text messages and comments under videos; of Facebook, Instagram, TikTok, Reddit, Mastodon and Bluesky there is none.',
    'No source says how old its writers are, or where they live. Dialects are told by source only, and where a source is small its bound is wide: see “By group” in the card.',
    `Left out although they are at hand, because no licence is stated: ${texts.filter(({ evaluateOnly }) => evaluateOnly).map((each) => `${each.source} (${count(textsOf(each))})`).join(', ')}.`,
  ];
}

function whatIsMissingInPictures({ pictures }: DataStatement): readonly string[] {
  const generators = pictures.filter(({ generated }) => generated).map(({ group }) => group);
  const absent = Object.entries(WELL_KNOWN_GENERATORS).filter(([, name]) => !generators.some((group) => name.test(group))).map(([known]) => known);
  const small = pictures.filter((each) => !each.generated && picturesOf(each) < 100).map(({ group }) => group);
  return [
    `No source of its own: ${absent.join(', ')}, nor frames of generated videos. A mixed source may hold some.`,
    `Clean sources of fewer than a hundred pictures, of which little can be said: ${[...new Set(small)].join(', ')}.`,
    'No source says how old the people in its pictures are, what their skin is like or where they live: parity by any of it was not measured.',
    'Drawings, paintings and scans by hand are scarce. Those of our own that training adds are made by a program.',
  ];
}

function listed(codes: readonly string[]): string {
  return [...new Set(codes)].map(languageOf).join(', ');
}

function pictureTable(sources: readonly PictureSource[]): readonly string[] {
  return table(['source', 'licence', ...PICTURE_SPLITS], sources.map(({ group, licence, splits }) => [group, licence, ...PICTURE_SPLITS.map((split) => splits[split])]));
}

