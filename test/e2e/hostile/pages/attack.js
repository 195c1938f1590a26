// What every hostile page can find out: what was in it before, and what came into it since.
{
  const before = new WeakSet(document.querySelectorAll('*'));
  const made = new WeakSet();
  const { createElement } = document;
  document.createElement = (...all) => {
    const element = createElement.apply(document, all);
    made.add(element);
    return element;
  };

  /** Elements that neither the page's source nor its scripts put here. */
  globalThis.strangers = (root = document) =>
    [...root.querySelectorAll('div')].filter((each) => !before.has(each) && !made.has(each) && each.attributes.length === 0 && each.firstChild === null);

  /** Runs the attack once so many hosts stand in the page, and then says that it is over. */
  globalThis.onceStrangers = (count, attack) => {
    const timer = setInterval(async () => {
      if (strangers().length < count) return;
      clearInterval(timer);
      await attack(strangers());
      over();
    }, 50);
  };

  /** The page is done with what it tries. */
  globalThis.over = () => {
    document.title = 'over';
  };

  /** Resolves when the browser has drawn so many frames. */
  globalThis.drawn = async (count) => {
    for (let i = 0; i < count; i += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  };
}
