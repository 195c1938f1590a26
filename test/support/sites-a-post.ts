/** Markup of one post of a Bluesky feed. */
export function aFeedItem({ handle = 'ada.example.com', rkey = '3kone', text = 'One', more = '' } = {}): string {
  return `<div role="link" data-testid="feedItem-by-${handle}"><a href="/profile/${handle}/post/${rkey}">1h</a><div data-testid="postText">${text}</div>${more}</div>`;
}

/** Markup of a picture whose bytes have come; sizes as `widthxheight`, natural and on the screen. */
export function anImage({ name = 'one', natural = '800x600', shown = '400x300' } = {}): string {
  return `<img src="https://cdn.example/${name}.jpg" data-natural="${natural}" data-shown="${shown}">`;
}
