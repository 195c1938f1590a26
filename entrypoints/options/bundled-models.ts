import type { BundledModelsProps } from '../../components/options/bundled-models.tsx';
import { summarise, type DataStatement } from '../../lib/core/data-statement.ts';
import { BUNDLED_MODELS, type BundledModel } from '../../lib/detect/models.ts';
import { readModelFacts } from '../../lib/detect/read-model-facts.ts';
import statement from '../../training/data-statement.json';

/** The models that ship, by the cards in the extension's own files. */
export async function readBundledModels(): Promise<Omit<BundledModelsProps, 't'>> {
  const data = summarise(statement satisfies DataStatement);
  return { models: await Promise.all(BUNDLED_MODELS.map(async (model) => ({ id: model.id, facts: readModelFacts(await readCard(model), model) }))), data };
}

/** Undefined where there is no card: an installation that lost files still shows its options. */
async function readCard({ card }: BundledModel): Promise<unknown> {
  try {
    return await (await fetch(`/${card}`)).json();
  } catch {
    return undefined;
  }
}
