import { commandTable } from '../command.ts';
import { build } from './build.ts';
import { fetchCommand } from './fetch.ts';
import { fork } from './fork.ts';
import { inspect } from './inspect.ts';
import { keys } from './keys.ts';
import { link } from './link.ts';
import { lookup } from './lookup.ts';
import { publish } from './publish.ts';
import { verify } from './verify.ts';
import { verifyFork } from './verify-fork.ts';

export const lists = commandTable('witnessmark lists', 'Makes, checks, publishes and searches signed flag lists.', {
  keys,
  build,
  verify,
  inspect,
  lookup,
  publish,
  link,
  fetch: fetchCommand,
  fork,
  'verify-fork': verifyFork,
});
