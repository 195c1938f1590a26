import { TEXT_LABELS } from '../../lib/detect/text-card.ts';
import { describeDetector } from '../contracts/detector.ts';
import { aTextDetector, TEXT_WEIGHTS } from '../support/text-model.ts';

for (const label of TEXT_LABELS) {
  describeDetector({
    name: `text-${label}`,
    create: (now) => aTextDetector(label, now),
    weights: TEXT_WEIGHTS,
    judged: [
      { text: 'We walked along the river and found the old mill open again.' },
      { text: 'FREE crypto airdrop!!! Connect your wallet now and claim 5000 USDT https://claim.example/now' },
      { text: 'Morgen fällt der Unterricht aus, weil die Heizung kaputt ist.' },
    ],
    declined: [
      ['the empty text', { text: '' }, 'too-short'],
      ['a lone link', { text: 'https://example.org/a-long-path-with-many-letters' }, 'too-short'],
      ['mentions only', { text: '@somebody @somebody_else @a_third_person' }, 'too-short'],
      ['a line of emoji', { text: '🔥'.repeat(40) }, 'too-short'],
      ['letters nobody can see', { text: '\u200b'.repeat(40) }, 'too-short'],
    ],
    hostile: [
      { text: '\ud800' },
      { text: '\udc00\ud800'.repeat(50) },
      { text: '\u0000'.repeat(100) },
      { text: '__proto__ constructor toString hasOwnProperty' },
      { text: '\u202egnirts a\u202c \u2066\u2067\u2068 \u200b\u200c\u200d\ufeff' },
      { text: 'م'.repeat(1_000_000) },
      { text: 'a@'.repeat(500_000) },
      { text: 'a.'.repeat(500_000) },
      { text: '\ufdfa'.repeat(20_000) },
      { text: `e${'\u0301'.repeat(30_000)}` },
    ],
  });
}
