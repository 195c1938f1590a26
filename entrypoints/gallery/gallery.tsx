import type { JSX } from 'preact';
import { LOCALES } from '../../lib/core/settings.ts';
import './gallery.css';
import { addressOf, DIRECTIONS, PARTS, SCHEMES, type Look } from './look.ts';

export interface GalleryProps {
  readonly look: Look;
  readonly names: readonly NonNullable<Look['state']>[];
}

/** Every state in a frame of its own – cards lie in the top layer of their page – and a way to each look. */
export function Gallery({ look, names }: GalleryProps): JSX.Element {
  document.body.className = look.scheme;
  return (
    <main>
      <h1>Witnessmark gallery</h1>
      <nav aria-label="Look">
        <Choices look={look} name="scheme" values={SCHEMES} />
        <Choices look={look} name="direction" values={DIRECTIONS} />
        <Choices look={look} name="locale" values={LOCALES} />
        <Choices look={look} name="part" values={PARTS} />
      </nav>
      <div class={`states ${look.part}s`}>
        {names.map((state) => (
          <figure key={state}>
            <figcaption>{state}</figcaption>
            <iframe title={state} src={addressOf({ ...look, state })} />
          </figure>
        ))}
      </div>
    </main>
  );
}

interface ChoicesProps<N extends keyof Look> {
  readonly look: Look;
  readonly name: N;
  readonly values: readonly Look[N][];
}

function Choices<N extends keyof Look>({ look, name, values }: ChoicesProps<N>): JSX.Element {
  return (
    <span>
      {name}:{' '}
      {values.map((value) => (
        <>
          <a href={addressOf({ ...look, [name]: value })} aria-current={look[name] === value}>
            {String(value)}
          </a>{' '}
        </>
      ))}
    </span>
  );
}
