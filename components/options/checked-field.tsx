import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';

export interface CheckedFieldProps {
  /** What is kept now; with other text kept, this is another field (`key`). */
  readonly kept: string;
  readonly maxLength: number;
  readonly placeholder?: string;
  readonly label: string;
  /** On the button. */
  readonly use: string;
  readonly about: string;
  /** Said in its place where the text is none of what is asked for. */
  readonly wrong: string;
  /** Takes a text; false where it is none of what is asked for. */
  onUse(text: string): boolean;
}

/** One line of text that is looked at before it is taken. */
export function CheckedField({ kept, maxLength, placeholder, label, use, about, wrong, onUse }: CheckedFieldProps): JSX.Element {
  const id = useId();
  const [text, setText] = useState(kept);
  const [isWrong, setIsWrong] = useState(false);
  return (
    <form
      class="add"
      onSubmit={(event) => {
        event.preventDefault();
        setIsWrong(!onUse(text));
      }}
    >
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={text}
        maxLength={maxLength}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={isWrong}
        aria-describedby={`${id}-about`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">{use}</button>
      <p id={`${id}-about`} class="about" role={isWrong ? 'alert' : undefined}>
        {isWrong ? wrong : about}
      </p>
    </form>
  );
}
