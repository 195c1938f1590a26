import { commandTable } from '../command.ts';
import { build } from './build.ts';
import { changeRoot } from './change-root.ts';
import { finishRoot } from './finish-root.ts';
import { inspect } from './inspect.ts';
import { keys } from './keys.ts';
import { lookup } from './lookup.ts';
import { signRoot } from './sign-root.ts';
import { verify } from './verify.ts';

export const lists = commandTable('witnessmark lists', 'Makes, checks and searches signed flag lists.', {
  keys,
  build,
  'change-root': changeRoot,
  'sign-root': signRoot,
  'finish-root': finishRoot,
  verify,
  inspect,
  lookup,
});
