import { browser } from 'wxt/browser';

/** Name and version of this browser, such as `Firefox 153.0` or `Chromium 156.0.8078.73`. */
export async function browserName(): Promise<string> {
  if (import.meta.env.FIREFOX) {
    const { name, version } = await (browser.runtime as unknown as FirefoxRuntime).getBrowserInfo();
    return `${name} ${version}`;
  }
  const { userAgentData } = navigator as unknown as ChromiumNavigator;
  const brand = userAgentData?.brands.find((each) => !/not.a.brand/i.test(each.brand) && each.brand !== 'Chromium');
  const known = brand ?? userAgentData?.brands.find((each) => each.brand === 'Chromium');
  return known === undefined ? 'unknown' : `${known.brand} ${known.version}`;
}

/** Firefox only. */
interface FirefoxRuntime {
  getBrowserInfo(): Promise<{ readonly name: string; readonly version: string }>;
}

/** Chromium only: user-agent client hints. */
interface ChromiumNavigator {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string; readonly version: string }[] };
}
