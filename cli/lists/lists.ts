import { commandTable } from '../command.ts';
import { answer } from './answer.ts';
import { answers } from './answers.ts';
import { appeal } from './appeal.ts';
import { build } from './build.ts';
import { changeRoot } from './change-root.ts';
import { cosign } from './cosign.ts';
import { finish } from './finish.ts';
import { finishRoot } from './finish-root.ts';
import { confirm } from './confirm.ts';
import { fetchCommand } from './fetch.ts';
import { fork } from './fork.ts';
import { inbox } from './inbox.ts';
import { inspect } from './inspect.ts';
import { keys } from './keys.ts';
import { link } from './link.ts';
import { lookup } from './lookup.ts';
import { publish } from './publish.ts';
import { report } from './report.ts';
import { signRoot } from './sign-root.ts';
import { tellFork } from './tell-fork.ts';
import { verify } from './verify.ts';
import { verifyFork } from './verify-fork.ts';

export const lists = commandTable('witnessmark lists', 'Makes, checks, publishes and searches signed flag lists; writes to their curators.', {
  keys,
  build,
  'change-root': changeRoot,
  'sign-root': signRoot,
  'finish-root': finishRoot,
  cosign,
  finish,
  verify,
  inspect,
  lookup,
  confirm,
  publish,
  link,
  fetch: fetchCommand,
  fork,
  'verify-fork': verifyFork,
  'tell-fork': tellFork,
  report,
  appeal,
  answers,
  inbox,
  answer,
});
