import { err, ok, type Result } from '../core/result.ts';

/** What finding faces takes of its card (public/models/face-finder/card.json); the rest is for people. */
export interface FaceCard {
  readonly version: string;
  /** SHA-256 of `onnx/model.onnx`, 64 lower-case hex digits. */
  readonly digest: string;
  /** Longest side of the copy that faces are looked for in, a multiple of 32. */
  readonly copyPx: number;
  /** The network's own certainty from which something counts as a face. */
  readonly minScore: number;
  /** Faces with a shorter side, in native pixels, have no texture worth a look. */
  readonly minFacePx: number;
  /** Only so many are judged, the largest. */
  readonly mostFaces: number;
  /** Side of what is judged around a face, in longer sides of its box. */
  readonly margin: number;
}

/** The card, or what is wrong with it. */
export function decodeFaceCard(card: unknown): Result<FaceCard, string> {
  if (typeof card !== 'object' || card === null) return err('is not an object');
  const { id, version, digest, copyPx, minScore, minFacePx, mostFaces, margin } = card as Readonly<Record<string, unknown>>;
  if (id !== 'face-finder') return err('is for another model');
  if (typeof version !== 'string' || !/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(version)) return err('states no version');
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) return err('states no digest');
  if (!isWhole(copyPx, 128, 1024) || copyPx % 32 !== 0) return err('states no side of the copy');
  if (!isBetween(minScore, 0.01, 0.99)) return err('states no certainty');
  if (!isWhole(minFacePx, 32, 1024) || !isWhole(mostFaces, 1, 16) || !isBetween(margin, 1, 4)) return err('states no bounds of what is judged');
  return ok({ version, digest, copyPx, minScore, minFacePx, mostFaces, margin });
}

function isBetween(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return isBetween(value, least, most) && Number.isInteger(value);
}
