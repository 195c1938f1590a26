import { requireBrowser } from '../../../scripts/browsers.mjs';
import { launchChromium } from './chromium.ts';
import type { BrowserDriver, BrowserKind, LaunchOptions } from './driver.ts';
import { launchFirefox } from './firefox.ts';

/** Starts a real browser with the extension on it; rejects with how to install one when there is none. */
export function launch(kind: BrowserKind, options: LaunchOptions): Promise<BrowserDriver> {
  const executablePath = options.executablePath ?? requireBrowser(kind);
  return kind === 'chromium' ? launchChromium(executablePath, options) : launchFirefox(executablePath, options);
}
