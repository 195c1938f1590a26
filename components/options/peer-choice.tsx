import type { JSX } from 'preact';
import { isPeerServer, MAX_PEER_SERVER } from '../../lib/core/peer-server.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { CheckedField } from './checked-field.tsx';

export interface PeerChoiceProps {
  readonly chosen: Pick<Settings, 'peers' | 'peerServer'>;
  readonly t: Translate;
  onChoose(change: Partial<Pick<Settings, 'peers' | 'peerServer'>>): void;
}

/** Whether lists are had from other readers as well, with what that tells them. */
export function PeerChoice({ chosen, t, onChoose }: PeerChoiceProps): JSX.Element {
  return (
    <fieldset class="peers">
      <legend class="unseen">{t('options.peers')}</legend>
      <label class="choice">
        <input type="checkbox" checked={chosen.peers} onChange={({ currentTarget }) => onChoose({ peers: currentTarget.checked })} />
        <span>
          {t('options.peers')}
          <small>{t('options.peers.about')}</small>
        </span>
      </label>
      {chosen.peers && (
        <CheckedField
          key={chosen.peerServer}
          kept={chosen.peerServer}
          maxLength={MAX_PEER_SERVER}
          label={t('options.peers.server')}
          use={t('options.peers.server-use')}
          about={t('options.peers.server-about')}
          wrong={t('options.peers.server-wrong')}
          onUse={(text) => {
            const peerServer = text.trim();
            if (!isPeerServer(peerServer)) return false;
            if (peerServer !== chosen.peerServer) onChoose({ peerServer });
            return true;
          }}
        />
      )}
    </fieldset>
  );
}
