/** The process of a TURN server: takes what it is to be as its argument, and words from who began it (turn-process.ts). */
import type { TurnWord } from './turn-process.ts';
import { serveTurn, type TurnServerOptions } from './turn-server.ts';

const served = await serveTurn(JSON.parse(process.argv[2]!) as TurnServerOptions);
// Who began it is gone.
process.on('disconnect', () => process.exit());
process.on('message', (word: TurnWord) => {
  if (word.kind === 'count') process.send!({ ...served.counts });
  else {
    const end = served.counts.bytes + word.bytes;
    served.onRelayed = () => {
      // At once and without a word, as a machine that loses its power.
      if (served.counts.bytes >= end) process.kill(process.pid, 'SIGKILL');
    };
  }
});
process.send!({ port: served.port });
