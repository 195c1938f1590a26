import axe from 'axe-core';

/**
 * What axe has against an element, in a line each. happy-dom lays nothing out, so that contrast, target size and
 * scrolling go unseen here: those are looked at in Chromium, by test/components/*.browser.test.ts.
 */
export async function violationsIn(element: Element): Promise<readonly string[]> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false }, region: { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
