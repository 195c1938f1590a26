import type { Adapter } from '../../lib/sites/adapter.ts';

/** Every selector of an adapter, by itself. */
export function selectorsOf(adapter: Adapter): readonly string[] {
  const { match, containers, continuesIn, exclude, text, badgeAfter, links, media, pictureFrame, content, pagePost, nativeAiLabels = [] } = adapter;
  return [
    ...[match.features, containers, continuesIn, exclude, text, badgeAfter, links, media, pictureFrame, content, pagePost?.containers].flatMap((list) => list ?? []),
    ...[adapter.author, adapter.stableId, adapter.permalink, adapter.shared ?? []].flat().flatMap(({ sel }) => sel ?? []),
    ...nativeAiLabels.flatMap(({ sel, notIn, within = [] }) => [sel, ...notIn, ...within]),
  ];
}
