import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataStatement } from '../../lib/core/data-statement.ts';
import { BUNDLED_MODELS } from '../../lib/detect/models.ts';
import { readModelFacts } from '../../lib/detect/read-model-facts.ts';
import { modelCard, type Card, type Peers } from './model-card.ts';
import peersOf from './peers.json' with { type: 'json' };
import { dataStatement } from './statement.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODELS = join(ROOT, 'public/models');
export const STATEMENT_FILE = join(ROOT, 'training/data-statement.json');
export const DOCUMENTS = join(ROOT, 'docs/models');

/** Every document by file name, from what is committed: one a card, and the statement on data. */
export function documents(): ReadonlyMap<string, string> {
  const statement = JSON.parse(readFileSync(STATEMENT_FILE, 'utf8')) as DataStatement;
  return new Map([...cardIds().map((id) => [`${id}.md`, documentOf(id)] as const), ['data-statement.md', dataStatement(statement)]]);
}

export function cardIds(): readonly string[] {
  return readdirSync(MODELS).filter((id) => existsSync(join(MODELS, id, 'card.json'))).toSorted();
}

function documentOf(id: string): string {
  const card = JSON.parse(readFileSync(join(MODELS, id, 'card.json'), 'utf8')) as Card;
  const licence = BUNDLED_MODELS.find((model) => model.id === id)?.licence ?? 'not stated';
  const facts = readModelFacts(card, { id, licence });
  if (facts === undefined) throw new Error(`public/models/${id}/card.json states no id, version or digest`);
  const weights = join(MODELS, id, 'weights.bin');
  const peers = (peersOf as Readonly<Record<string, Peers>>)[id];
  return modelCard({ facts, card, peers, weightsBytes: existsSync(weights) ? statSync(weights).size : undefined });
}
