import badgeCss from './badge.css?inline';
import barCss from './bar.css?inline';
import cardCss from './card.css?inline';

/** The look of badges, bars and cards. It is sent to pages with their words: most pages show none of it. */
export const PAGE_STYLE = badgeCss + barCss + cardCss;
