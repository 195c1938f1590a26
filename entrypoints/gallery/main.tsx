import { render } from 'preact';
import { STATES, type StateName } from '../../test/support/components-states.ts';
import { OWN_STATES, type OwnStateName } from '../../test/support/own-page-states.tsx';
import { Gallery } from './gallery.tsx';
import { readLook } from './look.ts';
import { showOwnState } from './show-own-state.tsx';
import { showState } from './show-state.ts';

// Development builds only (wxt.config.ts): every state of badge, bar and card, and parts of our own pages, as they ship, in every look.
const look = readLook(location.search);
if (look.state === undefined) render(<Gallery look={look} names={look.part === 'own' ? (Object.keys(OWN_STATES) as OwnStateName[]) : (Object.keys(STATES) as StateName[])} />, document.body);
else if (isOwn(look.state)) showOwnState(document, look.state, look);
else showState(document, look.state, look);

function isOwn(state: StateName | OwnStateName): state is OwnStateName {
  return Object.hasOwn(OWN_STATES, state);
}
