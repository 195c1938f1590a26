import { requireBrowser } from '../../../scripts/browsers.mjs';
import { launchBareChromium } from './bare-chromium.ts';
import { launchChromium } from './chromium.ts';
import type { BrowserDriver, BrowserKind, LaunchOptions, OwnPages } from './driver.ts';
import { launchFirefox } from './firefox.ts';

/** Starts a real browser with the extension on it; rejects with how to install one when there is none. */
export function launch(kind: BrowserKind, options: LaunchOptions): Promise<BrowserDriver> {
  const executablePath = options.executablePath ?? requireBrowser(kind);
  return kind === 'chromium' ? launchChromium(executablePath, options) : launchFirefox(executablePath, options);
}

/** A browser that hides its tabs as a reader's does, and that can be ended as a crash would. */
export interface BareBrowser extends OwnPages {
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it with no driver in between that tells pages they are in front. The greeting stays open. */
export function launchBare(kind: BrowserKind, options: Pick<LaunchOptions, 'extensionDir' | 'profileDir' | 'proxy'>): Promise<BareBrowser> {
  const executablePath = requireBrowser(kind);
  return kind === 'chromium' ? launchBareChromium(executablePath, options) : launchFirefox(executablePath, { ...options, headless: true });
}
