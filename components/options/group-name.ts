import type { Translate } from '../../lib/i18n/t.ts';

/** What a group of the data is, in a word that readers know. */
type Kind = 'messages' | 'posts' | 'crypto' | 'promotion' | 'telegram' | 'comments' | 'photographs' | 'portraits' | 'screenshots' | 'memes';

/** Groups as cards name them, with their language where it tells them apart. */
const GROUPS: Readonly<Record<string, readonly [kind: Kind, language?: string]>> = {
  sms_uci: ['messages', 'en'],
  sms_mt_de: ['messages', 'de'],
  sms_mt_fr: ['messages', 'fr'],
  sms_mt_hi: ['messages', 'hi'],
  sms_thai: ['messages', 'th'],
  th_wisesight: ['posts', 'th'],
  tg_mona: ['telegram', 'ru'],
  youtube: ['comments', 'en'],
  ytjudol_gb: ['comments', 'id'],
  x_janitr: ['crypto', 'en'],
  'x_janitr:other': ['crypto'],
  x_janitr_gray: ['promotion'],
  x_tweeteval: ['posts', 'en'],
  x_davidson: ['posts', 'en'],
  x_afrisenti_ary_train: ['posts', 'ary'],
  x_afrisenti_pcm_train: ['posts', 'pcm'],
  x_xlmt_ar: ['posts', 'ar'],
  x_xlmt_de: ['posts', 'de'],
  x_xlmt_es: ['posts', 'es'],
  x_xlmt_fr: ['posts', 'fr'],
  x_xlmt_hi: ['posts', 'hi'],
  x_xlmt_it: ['posts', 'it'],
  x_xlmt_pt: ['posts', 'pt'],
  bsds500: ['photographs'],
  imagenet: ['photographs'],
  urban_bsd_sun_hr: ['photographs'],
  dreambooth_photos: ['photographs'],
  exif_samples: ['photographs'],
  celebahq_openimages: ['portraits'],
  ciplab_faces: ['portraits'],
  unsplash_faces: ['portraits'],
  unsplash_men: ['portraits'],
  web_faces: ['portraits'],
  faces_ds10000: ['portraits'],
  muxspace_faces: ['portraits'],
  screenshots: ['screenshots'],
  memes: ['memes'],
};

/** What a group is in the reader's language, before its own name; one that is not known here goes by that alone. */
export function groupName(group: string, t: Translate): string {
  const [kind, language] = GROUPS[group] ?? [];
  if (kind === undefined) return group;
  const words = t(`options.bundled.group.${kind}`);
  const spoken = language === undefined ? '' : ` – ${new Intl.DisplayNames(t.locale, { type: 'language' }).of(language) ?? language}`;
  return words === group ? words : `${words}${spoken} (${group})`;
}
