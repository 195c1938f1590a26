import { observationSchema } from '../../lib/export/observation-schema.ts';
import { toObservation, type Wording } from '../../lib/export/to-observation.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { evidenceSource, explainEvidence, explainQuiet } from '../../lib/i18n/explain.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import type { Answer, Response } from '../../lib/messages/contract.ts';
import { sendToTab } from '../../lib/messages/send.ts';
import { browserName } from './browser-name.ts';

/** Asks a tab what was said about its page, puts it into words and checks the record before anyone keeps it. */
export async function observeTab(tabId: number, settings: Settings): Promise<Answer<Response<'observe'>>> {
  const answer = await sendToTab(tabId, 'report', {});
  if (!answer.ok) return answer;
  const observation = toObservation(answer.value.report, await browserName(), wordingIn(settings));
  const checked = observationSchema.safeParse(observation);
  if (!checked.success) {
    return { ok: false, error: { tag: 'failed', message: 'The page gave a report that makes no sense; it was not kept.' } };
  }
  return { ok: true, value: { observation: checked.data, settled: answer.value.settled } };
}

function wordingIn(settings: Settings): Wording {
  const t = createTranslate(catalogueOf(chooseLocale(settings.locale, navigator.languages)));
  return {
    source: (evidence) => evidenceSource(evidence, t),
    reason: (evidence) => explainEvidence(evidence, t),
    quiet: (quiet) => explainQuiet(quiet, t),
  };
}
