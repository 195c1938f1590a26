// Harbour in the browser: one document, pages swapped in, posts added at the end, pictures that grow.

const main = document.querySelector('main');

document.addEventListener('click', (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const link = target.closest('a');
  if (link === null) press(target.closest('button'));
  else if (event.button === 0 && !event.ctrlKey && !event.metaKey && follow(link)) event.preventDefault();
});

/** Whether the link was followed here. */
function follow(link) {
  if (link.origin !== location.origin) return false;
  if (link.matches('.enlarge')) enlarge(link);
  else if (link.matches('.grow')) grow(link);
  else void show(link.href, true);
  return true;
}

function press(button) {
  if (button?.matches('.lamp, .like') !== true) return;
  const pressed = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(pressed));
  if (button.matches('.lamp')) document.documentElement.dataset.theme = pressed ? 'dark' : 'light';
}

/** Swaps another page of the site in without leaving this document. */
async function show(address, isNew) {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html');
  if (isNew) history.pushState(null, '', address);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  document.querySelector('nav').replaceChildren(...page.querySelector('nav').childNodes);
  main.replaceChildren(...page.querySelector('main').childNodes);
  if (isNew) scrollTo(0, 0);
  watchEnd();
}

addEventListener('popstate', () => void show(location.href, false));

const end = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) void append(target);
}, { rootMargin: '400px' });

function watchEnd() {
  end.disconnect();
  const more = main.querySelector('.more');
  if (more !== null) end.observe(more);
}

/** Puts the next helping where the link to it was. */
async function append(more) {
  end.unobserve(more);
  const page = new DOMParser().parseFromString(await (await fetch(more.href)).text(), 'text/html');
  more.replaceWith(...page.querySelector('main').childNodes);
  watchEnd();
}

function enlarge(link) {
  const box = document.querySelector('.lightbox');
  const picture = box.querySelector('img');
  picture.src = link.href;
  picture.alt = link.querySelector('img').alt;
  box.showModal();
}

function grow(link) {
  link.closest('figure').classList.toggle('grown');
  link.querySelector('img').src = link.href;
}

watchEnd();
