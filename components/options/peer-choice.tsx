import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { isPeerServer, MAX_PEER_SERVER } from '../../lib/core/peer-server.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';

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
      {chosen.peers && <ServerField key={chosen.peerServer} kept={chosen.peerServer} t={t} onChoose={(peerServer) => onChoose({ peerServer })} />}
    </fieldset>
  );
}

interface ServerFieldProps {
  readonly kept: string;
  readonly t: Translate;
  onChoose(server: string): void;
}

function ServerField({ kept, t, onChoose }: ServerFieldProps): JSX.Element {
  const id = useId();
  const [text, setText] = useState(kept);
  const [isWrong, setIsWrong] = useState(false);
  function choose(event: Event): void {
    event.preventDefault();
    const server = text.trim();
    setIsWrong(!isPeerServer(server));
    if (isPeerServer(server) && server !== kept) onChoose(server);
  }
  return (
    <form class="add" onSubmit={choose}>
      <label for={id}>{t('options.peers.server')}</label>
      <input
        id={id}
        type="text"
        value={text}
        maxLength={MAX_PEER_SERVER}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={isWrong}
        aria-describedby={`${id}-about`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">{t('options.peers.server-use')}</button>
      <p id={`${id}-about`} class="about" role={isWrong ? 'alert' : undefined}>
        {t(isWrong ? 'options.peers.server-wrong' : 'options.peers.server-about')}
      </p>
    </form>
  );
}
