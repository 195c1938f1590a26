import { commandTable } from '../command.ts';
import { build } from './build.ts';
import { fork } from './fork.ts';
import { inspect } from './inspect.ts';
import { keys } from './keys.ts';
import { lookup } from './lookup.ts';
import { verify } from './verify.ts';
import { verifyFork } from './verify-fork.ts';

export const lists = commandTable('witnessmark lists', 'Makes, checks and searches signed flag lists.', {
  keys,
  build,
  verify,
  inspect,
  lookup,
  fork,
  'verify-fork': verifyFork,
});
