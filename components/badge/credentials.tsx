import type { JSX } from 'preact';
import { HOLDING_STATES, type C2paReading } from '../../lib/core/c2pa-reading.ts';
import { actionSays, credentialsSay, signedWhen, termName, wishesSay } from '../../lib/i18n/credentials.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { Fold } from './fold.tsx';

export interface CredentialsProps {
  readonly credentials: C2paReading;
  readonly t: Translate<PageMessageKey>;
}

/** What a picture's Content Credentials amount to, who signed them, and what they tell of its making. */
export function Credentials({ credentials, t }: CredentialsProps): JSX.Element {
  const { state, tool, actions, ingredients, identities, wishes, remoteUrl } = credentials;
  // What nobody's signature covers any more is not told as a story.
  const isTold = HOLDING_STATES.has(state);
  const steps = actions.length + ingredients.length;
  const standing = state === 'trusted' ? 'declared' : 'quiet';
  return (
    <section class="verdict" data-standing={standing}>
      <h3>
        <StandingIcon standing={standing} />
        <span>Content Credentials</span>
      </h3>
      <div class="evidence">
        <p class="why">{credentialsSay(credentials, t)}</p>
        <p class="facts">{signedWhen(credentials, t)}</p>
        {remoteUrl !== undefined && (
          <p class="facts">
            <StrangersText text={remoteUrl} max={80} />
          </p>
        )}
        {isTold && (
          <>
            {identities.map(({ name, verified }) => (
              <p>
                <StrangersText text={name} /> – {t(`identity.${verified}`)}
              </p>
            ))}
            {wishesSay(wishes, t).map((wish) => (
              <p>{wish}</p>
            ))}
          </>
        )}
      </div>
      {isTold && steps > 0 && (
        <Fold summary={t('credentials.story', { n: steps })}>
          <ol>
            {actions.map((action) => (
              <li>
                {actionSays(action, t)}
                {action.sourceType !== undefined && ` · ${termName(action.sourceType, t)}`}
                {action.at !== undefined && <span class="facts"> · {absoluteTime(action.at, t.locale)}</span>}
              </li>
            ))}
            {ingredients.map(({ title, role, credentials: own, signer, sourceTypes }) => (
              <li>
                {t(`ingredient.${role}`)} <StrangersText text={title} max={40} />
                <span class="facts">
                  {' '}
                  · {t(`ingredient.${own}`)}
                  {signer !== undefined && (
                    <>
                      {' '}
                      · <StrangersText text={signer} />
                    </>
                  )}
                </span>
                {sourceTypes.map((term) => ` · ${termName(term, t)}`)}
              </li>
            ))}
          </ol>
          {tool !== undefined && (
            <p>
              {t('credentials.tool')} <StrangersText text={tool} />
            </p>
          )}
        </Fold>
      )}
    </section>
  );
}
