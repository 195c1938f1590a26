import { readFileSync } from 'node:fs';
import { createTextSpamDetector } from '../../lib/detect/text-spam.ts';
import { describeDetector } from '../contracts/detector.ts';

const WEIGHTS = readFileSync('public/models/text-spam/weights.bin');
const CARD: unknown = JSON.parse(readFileSync('public/models/text-spam/card.json', 'utf8'));

describeDetector({
  name: 'text-spam',
  create: (now) => {
    const detector = createTextSpamDetector({ weights: WEIGHTS, card: CARD }, { now });
    if (!detector.ok) throw new Error(detector.error.message);
    return detector.value;
  },
  weights: WEIGHTS,
  judged: [
    { text: 'We walked along the river and found the old mill open again.' },
    { text: 'FREE crypto airdrop!!! Connect your wallet now and claim 5000 USDT https://claim.example/now' },
    { text: 'Morgen fällt der Unterricht aus, weil die Heizung kaputt ist.' },
  ],
  declined: [
    ['the empty text', { text: '' }, 'too-short'],
    ['a lone link', { text: 'https://example.org/a-long-path-with-many-letters' }, 'too-short'],
    ['a line of emoji', { text: '🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥' }, 'too-short'],
  ],
  hostile: [
    { text: '\ud800' },
    { text: '\udc00\ud800'.repeat(50) },
    { text: '\u0000'.repeat(100) },
    { text: '__proto__ constructor toString hasOwnProperty' },
    { text: '\u202egnirts a\u202c \u2066\u2067\u2068 \u200b\u200c\u200d\ufeff' },
    { text: 'م'.repeat(1_000_000) },
    { text: 'a@'.repeat(500_000) },
    { text: '\ufdfa'.repeat(20_000) },
    { text: `e${'\u0301'.repeat(30_000)}` },
  ],
});
