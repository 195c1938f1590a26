import type { JSX } from 'preact';
import { TRUST_LIST_KINDS, type TrustListKind, type TrustListSummary } from '../../lib/core/trust-list.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { TrustListRow } from './trust-list-row.tsx';
import './trust-lists.css';

export interface TrustListsProps {
  readonly lists: readonly TrustListSummary[];
  /** The host that publishes each. */
  readonly hosts: Readonly<Record<TrustListKind, string>>;
  /** On its way from there. */
  readonly installing: TrustListKind | undefined;
  readonly t: Translate;
  onInstall(kind: TrustListKind): void;
  onImport(kind: TrustListKind, file: File): void;
  onRemove(kind: TrustListKind): void;
}

/** Which lists tell who may sign Content Credentials and stamp their time, and how to have them. */
export function TrustLists({ lists, hosts, installing, t, onInstall, onImport, onRemove }: TrustListsProps): JSX.Element {
  return (
    <ul class="trust">
      {TRUST_LIST_KINDS.map((kind) => (
        <TrustListRow
          key={kind}
          kind={kind}
          list={lists.find((each) => each.kind === kind)}
          host={hosts[kind]}
          isBusy={installing === kind}
          t={t}
          onInstall={() => onInstall(kind)}
          onImport={(file) => onImport(kind, file)}
          onRemove={() => onRemove(kind)}
        />
      ))}
    </ul>
  );
}
