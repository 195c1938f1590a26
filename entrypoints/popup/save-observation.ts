import type { Answer, Response } from '../../lib/messages/contract.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

/** Saves what was said about the page as one line of JSONL (lib/export/observation-schema.ts). */
export async function saveObservation(tabId: number): Promise<Answer<Response<'observe'>>> {
  const answer = await sendPatiently('observe', { tabId });
  if (!answer.ok) return answer;
  const { observation } = answer.value;
  const file = new Blob([`${JSON.stringify(observation)}\n`], { type: 'application/jsonl' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `witnessmark-${new URL(observation.url).hostname}.jsonl`;
  link.click();
  // The download has its own hold on the bytes once it began.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return answer;
}
