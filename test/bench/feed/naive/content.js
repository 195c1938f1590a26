// What a first version of such an extension does: whenever anything changes, every post is found and read again, and
// those that look like spam to a short list of words are outlined. Nothing is asked of a background.
const WORDS = /free prize|airdrop|guaranteed profit/i;

function readAll() {
  for (const post of document.querySelectorAll('article, [role="article"], .h-entry')) {
    const text = post.querySelector('.e-content, p')?.textContent ?? '';
    const author = post.querySelector('[rel="author"]')?.textContent ?? '';
    const link = [...post.querySelectorAll('a[href]')].find((a) => a.querySelector('time') !== null)?.href ?? '';
    if (link !== '' && author !== '' && WORDS.test(text)) post.style.outline = '2px solid orange';
  }
}

new MutationObserver(readAll).observe(document, { childList: true, subtree: true });
readAll();
