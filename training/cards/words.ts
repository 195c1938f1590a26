/** What people must say of a model, because no figure does. */
export interface ModelWords {
  readonly title: string;
  readonly is: string;
  /** Whether the data statement says what it learnt from; false where others trained it. */
  readonly isTrainedHere: boolean;
  readonly says: readonly string[];
  readonly neverSays: readonly string[];
  readonly meantFor: readonly string[];
  readonly notMeantFor: readonly string[];
  /** Commands that make it and measure it again, with what they need. */
  readonly again: readonly (readonly [command: string, what: string])[];
}

const EVERY_MODEL_NEVER = [
  'Anything about a person: what is judged is a post or a picture.',
  'That something is in order. “No sign” means that the model found nothing, and most of what it looks for it does not find.',
];

/** By id; a model that is not named here speaks through its card alone. */
export const MODEL_WORDS: Readonly<Record<string, ModelWords>> = {
  'text-spam': {
    title: 'The text model',
    is: 'Hashed character and word n-grams under one logistic head a label; it runs in plain TypeScript, and says which n-grams decided.',
    isTrainedHere: true,
    says: ['“May be spam”, “may be a scam”, “may be promotion”: the spelling of the text resembles that of such texts.'],
    neverSays: [...EVERY_MODEL_NEVER, 'That a text was written by a machine.', 'That a text is harmful, hateful or wrong: it knows unwanted mass posting, nothing else.'],
    meantFor: ['A badge beside a post, with its reasons, for a reader who decides what is done about it.', 'Sorting a queue for people who then look at each item.'],
    notMeantFor: ['Removing posts or closing accounts without a person who looks.', 'Languages and manners of writing that it has not seen, without measuring first: `npx witnessmark evaluate` does that.'],
    again: [
      ['npm run train:text', 'makes it from the data'],
      ['npm run evaluate:text', 'makes it again, says whether the bytes are these, and prints every figure'],
      ['npm run bench:judgement', 'judges the same rows by it and by naive Bayes'],
    ],
  },
  'picture-ai': {
    title: 'The picture model',
    is: 'The early blocks of two MobileNetV2, each under a small network of our own; it looks at crops in native pixels and never at a picture that was shrunk for it.',
    isTrainedHere: true,
    says: ['“May be AI-made”: the fine texture of the picture resembles that of generated ones.'],
    neverSays: [...EVERY_MODEL_NEVER, 'That a picture is a deepfake: for that a model of the whole picture knows too little.', 'That a picture came from a camera.'],
    meantFor: ['A hint beside a picture, below what the file itself declares and what lists say.', 'Choosing which pictures of many a person should look at first.'],
    notMeantFor: ['Proof of anything, in court, in an editorial office or at a school.', 'Judging one portrait: polished ones are where it errs most.'],
    again: [
      ['npx tsx training/pictures/extract.ts', 'features of the pictures'],
      ['npm run train:pictures', 'the networks on them, thresholds and the card'],
      ['npm run build:model', 'the model file of this digest, which needs no data'],
      ['npm run evaluate:pictures -- --public', 'every figure'],
    ],
  },
  'face-finder': {
    title: 'The face finder',
    is: 'A network of seven layers that looks for faces in a small copy of a picture.',
    isTrainedHere: false,
    says: ['Nothing to anyone: it shows the picture model where a face is.'],
    neverSays: [...EVERY_MODEL_NEVER, 'Whose face it is, or whether two are of one person: no measure of a face is made or kept.'],
    meantFor: ['Judging the largest faces of a picture by themselves, at native resolution.'],
    notMeantFor: ['Counting people, or finding every face: what is small, turned away or cut by an edge is missed.'],
    again: [
      ['npm run build:model', 'the model file of this digest, which needs no data'],
      ['npm run evaluate:faces -- --write', 'how often it finds a face, by source, and the card'],
      ['npx tsx training/faces/fusion.ts', 'what would become of the picture model’s answer if faces counted'],
      ['npm run bench:faces', 'what it costs'],
    ],
  },
};

/** Where each source of texts comes from; one that is not named here goes by its name. */
export const TEXT_SOURCES: Readonly<Record<string, string>> = {
  sms_uci: 'text messages of the UCI collection',
  sms_mt_de: 'messages of sms_uci, translated by a machine',
  sms_mt_fr: 'messages of sms_uci, translated by a machine',
  sms_mt_hi: 'messages of sms_uci, translated by a machine',
  sms_thai: 'text messages, operators’ offers among them',
  youtube: 'comments under five videos, UCI collection; one whole video is test only',
  ytjudol_gb: 'comments under videos, gambling floods in fancy letters among them',
  tg_mona: 'posts and messages on Telegram; much of the spam is translated mail',
  th_wisesight: 'posts on social sites',
  x_janitr: 'posts on X about crypto money, scams among them',
  x_janitr_gray: 'posts on X: promotion and engagement bait, neither spam nor clean',
  x_tweeteval: 'posts on X, standard English mostly',
  x_davidson: 'posts on X rich in African-American English',
  x_afrisenti_ary_train: 'posts on X in Moroccan Darija',
  x_afrisenti_pcm_train: 'posts on X in Nigerian Pidgin',
  x_arabic_lowq: 'posts on X',
  x_arabic_scam: 'posts on X',
  x_xlmt_ar: 'posts on X',
  x_xlmt_de: 'posts on X',
  x_xlmt_es: 'posts on X',
  x_xlmt_fr: 'posts on X',
  x_xlmt_hi: 'posts on X, mostly in Latin letters',
  x_xlmt_it: 'posts on X',
  x_xlmt_pt: 'posts on X',
};

/** Languages that more than fifty million people write: those that are in no source are named as missing. */
export const WIDELY_WRITTEN = {
  ar: 'Arabic', bn: 'Bengali', de: 'German', en: 'English', es: 'Spanish', fa: 'Persian', fr: 'French', gu: 'Gujarati', hi: 'Hindi', id: 'Indonesian',
  it: 'Italian', ja: 'Japanese', ko: 'Korean', mr: 'Marathi', pa: 'Punjabi', pcm: 'Nigerian Pidgin', pl: 'Polish', pt: 'Portuguese', ru: 'Russian', sw: 'Swahili',
  ta: 'Tamil', te: 'Telugu', th: 'Thai', tr: 'Turkish', ur: 'Urdu', vi: 'Vietnamese', zh: 'Chinese',
} as const satisfies Readonly<Record<string, string>>;

/** Languages of the sources beside those, by code. */
export const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  aae: 'African-American English', ary: 'Moroccan Darija', ca: 'Catalan', cy: 'Welsh', da: 'Danish', et: 'Estonian', eu: 'Basque', fi: 'Finnish', ht: 'Haitian',
  'hi-Latn': 'Hindi in Latin letters', nl: 'Dutch', no: 'Norwegian', sv: 'Swedish', und: 'not told', other: 'others',
};

/** Generators that people meet often: those of which there is no source are named as missing. */
export const WELL_KNOWN_GENERATORS: Readonly<Record<string, RegExp>> = {
  Midjourney: /midjourney|^mj/i,
  'Adobe Firefly': /firefly/i,
  'Google Imagen': /imagen(?!et)/i,
  FLUX: /flux/i,
  Ideogram: /ideogram/i,
  'DALL·E 3': /dalle_?3/i,
};

/** What reading the rows taught; a figure in it has its source beside it. */
export const TRAPS: Readonly<Record<'texts' | 'pictures', readonly string[]>> = {
  texts: [
    'Sets known as “Twitter spam” and “blog spam” label political speech, Black activism and comments in any language but English as spam. None of them is used.',
    'Warnings of scams, calls for mutual aid, makers showing their work and religious speech use the words of spam. They are not spam; examples of each were written by hand, half of them to learn from.',
    'A source is easier to tell than spam is: in a source without spam every sign of it would count as clean. Within a language clean texts are therefore weighted against spam, and each source is left out once (training/text/README.md).',
    'Split by rows, near-copies would be on both sides. The splits follow clusters of near-copies, and the translations those of the message they were made from.',
    'No library that was tried recognises Hindi in Latin letters, so nothing depends on recognising a language.',
    'Mentions, links, mail addresses and long numbers are replaced by placeholders in the data; the same is done to what is judged.',
    'Whether a text was written by a machine cannot be told from the text; nothing here claims it. Floods are counted instead.',
  ],
  pictures: [
    'Format, width and height alone nearly give the class away in the files as they were found. Both classes are therefore prepared alike, and the figure of a model that sees nothing but the file is printed beside ours (training/pictures/README.md).',
    'What a picture shows is the next leak: polished portraits and artwork on one side, snapshots on the other. Sources are left out whole, a generator together with clean ones, so that knowing a source is of no use.',
    'Generated pictures of small matched sets, in which both classes show the same things, are found hardly more often than by chance.',
    'Strong compression takes away what the texture of neighbouring pixels tells; such pictures are declined rather than judged.',
    'Copies of clean pictures made to look generated were tried as examples of the other class and made things worse; as examples of clean pictures they help a little.',
  ],
};
