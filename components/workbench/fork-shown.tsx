import type { JSX } from 'preact';
import type { ForkReading } from '../../lib/core/fork.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { FailureText } from '../ui/failure-text.tsx';

export interface ForkShownProps {
  readonly fork: ForkReading;
  readonly t: Translate;
}

/** What a proof of a fork proves, of which list, or why it proves nothing. */
export function ForkShown({ fork, t }: ForkShownProps): JSX.Element {
  if (fork.kind === 'proves-nothing') {
    return (
      <>
        <h3>{t('workbench.fork')}</h3>
        <p class="failed">
          {t('workbench.receipt.nothing')} <FailureText failure={fork} t={t} />
        </p>
      </>
    );
  }
  const { list, version, seq, signedAt } = fork.proven;
  const [first, second] = signedAt.map((at) => absoluteTime(at, t.locale));
  return (
    <>
      <h3>{t('workbench.fork')}</h3>
      <p>
        {seq === undefined
          ? t('workbench.fork.roots', { name: quoted(list.name), version, first: first!, second: second! })
          : t('workbench.fork.updates', { name: quoted(list.name), seq, first: first!, second: second! })}
      </p>
      <dl>
        <dt>{t('workbench.receipt.list-id')}</dt>
        <dd>
          <code>{list.id}</code>
        </dd>
      </dl>
      <p class="hint">{t('workbench.fork.hint')}</p>
    </>
  );
}
