// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../lib/sites/rules-for.ts';
import { asPageCase } from '../support/sites-as-page-case.ts';
import { pageCases, readPageCase } from '../support/sites-page-cases.ts';
import { openPage, WatchedPage } from '../support/sites-page.ts';

describe('every page case', () => {
  it.each(pageCases())('%s is read as its expected.json says, ten seconds on', async (name) => {
    const { html, expected } = readPageCase(name);
    openPage(html, expected.url);
    const page = new WatchedPage();
    await page.settle(11_000);
    page.stop();
    expect(asPageCase(expected.url, page)).toEqual(expected);
  });

  it.each(pageCases())('%s says where it comes from', (name) => {
    expect(readPageCase(name).origin).toMatch(/^Hand-written/);
  });
});

describe('every adapter', () => {
  it.each(ADAPTERS.map((adapter) => [adapter.fixtures] as const))('%s has at least three page cases', (site) => {
    expect(pageCases(site).length).toBeGreaterThanOrEqual(3);
  });

  it.each(ADAPTERS.map((adapter) => [adapter.id, adapter] as const))('%s says when it was last seen to hold on the live site', (_, { verifiedLive }) => {
    expect(verifiedLive).toMatch(/^never$|^\d{4}-\d{2}-\d{2}$/);
  });
});
