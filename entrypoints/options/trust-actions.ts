import type { SiteAccessShown } from '../../components/options/site-access.tsx';
import type { TrustListsProps } from '../../components/options/trust-lists.tsx';
import type { OutcomeShown } from '../../components/ui/outcome.tsx';
import { OFFICIAL_ADDRESS, MAX_TRUST_SOURCE, TRUST_LIST_KINDS, type TrustListKind, type TrustListSummary } from '../../lib/core/trust-list.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import { orFailure } from '../../lib/messages/or-failure.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { originPattern } from '../../lib/sites/named-sites.ts';
import { borrowOrigins, giveHubsBack } from './hub-access.ts';

/** What the section on trust lists shows. */
export interface TrustState {
  readonly trustLists: readonly TrustListSummary[];
  readonly installingTrust: TrustListKind | undefined;
}

export interface TrustPage {
  state(): TrustState & { readonly access: SiteAccessShown };
  show(change: Partial<TrustState>): void;
  /** Waits for a change, shows what is stored after it, and says what came of it. */
  carryOut<T>(change: Promise<Answer<T>>, told?: (value: T) => OutcomeShown | undefined): Promise<void>;
}

const HOSTS = Object.fromEntries(TRUST_LIST_KINDS.map((kind) => [kind, new URL(OFFICIAL_ADDRESS[kind]).host])) as Record<TrustListKind, string>;

export function trustListsProps(page: TrustPage, t: Translate): Omit<TrustListsProps, 't'> {
  const { trustLists, installingTrust, access } = page.state();
  const told = ({ kind, certificates }: TrustListSummary): OutcomeShown => ({ kind: 'done', text: t('options.trust.done', { name: t(`options.trust.${kind}`), n: certificates }) });

  /** The browser's question comes first: it may be asked only while the click lasts. */
  async function install(kind: TrustListKind): Promise<Answer<TrustListSummary>> {
    if (!(await borrowOrigins([originPattern(OFFICIAL_ADDRESS[kind])], access))) return { ok: false, error: { tag: 'refused', message: '', why: 'declined' } };
    page.show({ installingTrust: kind });
    return sendPatiently('install-trust-list', { kind });
  }

  /** The engine reads the file by its address: no bytes travel in a message. */
  async function take(kind: TrustListKind, file: File): Promise<Answer<TrustListSummary>> {
    const blobUrl = URL.createObjectURL(file);
    const answer = await sendPatiently('import-trust-list', { kind, blobUrl, name: file.name.slice(0, MAX_TRUST_SOURCE) });
    URL.revokeObjectURL(blobUrl);
    return answer;
  }

  return {
    lists: trustLists,
    hosts: HOSTS,
    installing: installingTrust,
    onInstall(kind) {
      const installed = orFailure(install(kind)).finally(() => {
        page.show({ installingTrust: undefined });
        void giveHubsBack();
      });
      void page.carryOut(installed, told);
    },
    onImport: (kind, file) => void page.carryOut(take(kind, file), told),
    onRemove: (kind) => void page.carryOut(sendPatiently('remove-trust-list', { kind }), () => ({ kind: 'done', text: t('options.trust.removed', { name: t(`options.trust.${kind}`) }) })),
  };
}
