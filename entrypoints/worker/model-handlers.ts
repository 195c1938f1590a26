import type { HubModels } from '../../lib/flows/hub-models.ts';
import type { TrustLists } from '../../lib/flows/trust-lists.ts';
import type { HubError } from '../../lib/hub/hub-error.ts';
import { isModelId, parseServer, type ModelAddress } from '../../lib/hub/hub-server.ts';
import type { Result } from '../../lib/core/result.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineHandlers } from '../../lib/messages/engine.ts';
import { answerOf, done, refused } from './answers.ts';

type ModelMessage = 'look-up-model' | 'download-model' | 'get-models' | 'pause-model' | 'resume-model' | 'remove-model' | 'use-model' | 'confirm-model' | 'get-trust-lists' | 'install-trust-list' | 'import-trust-list' | 'remove-trust-list';

/** What the reader does about models of their own choice, and about lists of signers of Content Credentials. */
export function modelHandlers(hubModels: HubModels, trustLists: TrustLists): Pick<EngineHandlers, ModelMessage> {
  return {
    'look-up-model': async (asked) => withAddress(asked, (address) => hubModels.lookUp(address)),
    'download-model': async ({ file, ...asked }) => withAddress(asked, (address) => hubModels.download(address, file)),
    'get-models': async () => done(await hubModels.all()),
    'pause-model': async ({ id }) => {
      hubModels.pause(id);
      return done(null);
    },
    'resume-model': async ({ id }) => answerOf(await hubModels.resume(id)),
    'remove-model': async ({ id }) => {
      await hubModels.remove(id);
      return done(null);
    },
    'use-model': async ({ id, use }) => {
      await hubModels.use(id, use);
      return done(null);
    },
    'confirm-model': async ({ id, meant }) => {
      await hubModels.confirm(id, meant);
      return done(null);
    },
    'get-trust-lists': async () => done(await trustLists.summaries()),
    'install-trust-list': async ({ kind }) => answerOf(await trustLists.install(kind)),
    'import-trust-list': async ({ kind, blobUrl, name }) => answerOf(await trustLists.import(kind, await (await fetch(blobUrl)).blob(), name)),
    'remove-trust-list': async ({ kind }) => {
      await trustLists.remove(kind);
      return done(null);
    },
  };
}

async function withAddress<T>(asked: ModelAddress, work: (address: ModelAddress) => Promise<Result<T, HubError>>): Promise<Answer<T>> {
  const server = parseServer(asked.server);
  if (server === undefined || !isModelId(asked.id) || !/^[\w.-]{1,64}$/.test(asked.revision)) return refused('no-such-model', 'This is no address of a model.');
  return answerOf(await work({ ...asked, server }));
}
