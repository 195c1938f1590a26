import { render } from 'preact';
import { STATES, type StateName } from '../../test/support/components-states.ts';
import { Gallery } from './gallery.tsx';
import { readLook } from './look.ts';
import { showState } from './show-state.ts';

// Development builds only (wxt.config.ts): every state of badge, bar and card, as it ships, in every look.
const look = readLook(location.search);
if (look.state === undefined) render(<Gallery look={look} names={Object.keys(STATES) as StateName[]} />, document.body);
else showState(document, look.state, look);
