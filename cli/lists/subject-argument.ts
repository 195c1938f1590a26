import { SUBJECT_KINDS, type Subject } from '../../lib/core/subject.ts';
import { subjectsOfWords } from '../../lib/subjects/subjects-of-words.ts';
import { CommandError, EXIT } from '../command.ts';

/** What a person means by a subject, narrowest first, as `subjectsOfWords` reads it; ends the command where it is none. */
export function subjectsOf(text: string): readonly [Subject, ...Subject[]] {
  const [first, ...rest] = subjectsOfWords(text);
  if (first === undefined) {
    throw new CommandError(EXIT.usage, `"${text}" names no subject; write KIND:SUBJECT with one of ${SUBJECT_KINDS.join(', ')}`);
  }
  return [first, ...rest];
}
