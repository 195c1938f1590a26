import * as z from 'zod/mini';
import { err, ok, type Result } from '../core/result.ts';
import type { HubError } from './hub-error.ts';
import { parseStated } from './parse-stated.ts';

z.config({ jitless: true });

/** Longest sequence that is given to a model, in tokens: the work grows with its square, and posts are short. */
export const MAX_TOKENS = 512;

/** How a model wants its texts. */
export interface TextPreparation {
  /** A longer sequence is cut. */
  readonly maxTokens: number;
}

const count = z.number().check(z.minimum(1));
const tokenizerConfig = z.object({ model_max_length: z.exactOptional(count) });
const config = z.object({
  model_type: z.exactOptional(z.string().check(z.maxLength(200))),
  max_position_embeddings: z.exactOptional(count),
});

/** Kinds of models that count positions from behind the one of padding: two of theirs are never used. */
const COUNTS_FROM_TWO = new Set(['roberta', 'xlm-roberta', 'xlm-roberta-xl', 'camembert', 'mpnet', 'longformer', 'roberta-prelayernorm', 'xmod']);

/** How a model wants its texts, from its `tokenizer_config.json` and its `config.json`. Neither need state a limit. */
export function decodeTextPreparation(files: { readonly tokenizerConfig: string; readonly config: string }): Result<TextPreparation, HubError> {
  const tokenizer = tokenizerConfig.safeParse(parseStated(files.tokenizerConfig));
  const model = config.safeParse(parseStated(files.config));
  if (!tokenizer.success || !model.success) return err({ why: 'no-classifier', message: 'It does not say how its texts are taken apart.' });
  const { model_type = '', max_position_embeddings = Infinity } = model.data;
  const positions = max_position_embeddings - (COUNTS_FROM_TWO.has(model_type) ? 2 : 0);
  const maxTokens = Math.floor(Math.min(tokenizer.data.model_max_length ?? Infinity, positions, MAX_TOKENS));
  // One token between the two that begin and end a sequence.
  return maxTokens >= 3 ? ok({ maxTokens }) : err({ why: 'no-classifier', message: `It takes ${maxTokens} tokens at a time.` });
}
