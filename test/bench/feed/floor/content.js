// The least a labelling script can do: hear of added posts, take their text as it stands, and ask about 32 at a time.
// It knows no site, reads no author, links or address, follows no change and keeps nothing.
const BATCH = 32;
const waiting = [];
let last = 0;

function ask() {
  while (waiting.length > 0) {
    const posts = waiting.splice(0, BATCH).map((post) => ({ ref: String((last += 1)), text: post.textContent }));
    void chrome.runtime.sendMessage({ name: 'judge-posts', request: { posts } });
  }
}

new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes) if (node.localName === 'article') waiting.push(node);
  requestIdleCallback(ask, { timeout: 100 });
}).observe(document, { childList: true, subtree: true, characterData: true, attributeFilter: ['href'] });

// For the cold path: the page asks, and hears when the background has answered.
document.addEventListener('floor-ask', async () => {
  await chrome.runtime.sendMessage({ name: 'judge-posts', request: { posts: [] } });
  document.dispatchEvent(new Event('floor-answered'));
});
