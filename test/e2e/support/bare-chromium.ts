import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { connectCdp, type CdpConnection } from './cdp.ts';
import { QUIET_FLAGS } from './chromium.ts';
import { poll, type BrowserDriver, type LaunchOptions } from './driver.ts';
import { openProfile } from './profile.ts';

/** What the manifest's key makes of every build for Chromium. */
const EXTENSION_ID = 'fdkplgpdpdbjfpcpkfjodgodimjbinjj';

export interface BareChromium extends Pick<BrowserDriver, 'extensionUrl' | 'evaluateInExtensionPage'> {
  readonly extensionId: string;
  readonly cdp: CdpConnection;
  /** Opens a tab in front; answers its debugging session. */
  openTab(url: string): Promise<string>;
  evaluate<T>(expression: string, sessionId: string): Promise<T>;
  /** Ends the browser's processes as a crash would: nothing is saved. */
  kill(): Promise<void>;
  /** Ends it as its reader would. */
  close(): Promise<void>;
}

/**
 * Chromium without Playwright, which tells every page that it is in front, and which cannot be told to end the
 * browser as a crash would.
 */
export async function launchBareChromium(executablePath: string, options: Pick<LaunchOptions, 'extensionDir' | 'profileDir' | 'proxy'>): Promise<BareChromium> {
  const profile = await openProfile(options.profileDir);
  const browser = spawn(
    executablePath,
    [
      ...QUIET_FLAGS,
      '--headless=new',
      '--disable-gpu',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile.dir}`,
      `--disable-extensions-except=${options.extensionDir}`,
      `--load-extension=${options.extensionDir}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(options.proxy === undefined ? [] : [`--proxy-server=http://${options.proxy}`, '--proxy-bypass-list=<-loopback>']),
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => browser.once('close', () => resolve()));
  const end = () => browser.kill('SIGKILL');
  process.once('exit', end);
  async function kill(): Promise<void> {
    end();
    await exited;
    process.off('exit', end);
    await profile.remove();
  }

  try {
    const cdp = await connect(profile.dir);
    const extensionUrl = `chrome-extension://${EXTENSION_ID}/`;
    let ownPage: Promise<string> | undefined;

    async function openTab(url: string): Promise<string> {
      const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', { url });
      const sessionId = await cdp.attach((target) => target.targetId === targetId);
      await poll(() => evaluate<boolean>(`location.href !== 'about:blank' && document.readyState === 'complete'`, sessionId), `${url} loads`, 15_000);
      return sessionId;
    }

    async function evaluate<T>(expression: string, sessionId: string): Promise<T> {
      const { result, exceptionDetails } = await cdp.send<Evaluated>(
        'Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
      );
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value as T;
    }

    return {
      extensionId: EXTENSION_ID,
      extensionUrl,
      cdp,
      openTab,
      evaluate,
      async evaluateInExtensionPage(expression) {
        ownPage ??= openTab(`${extensionUrl}options.html`);
        return evaluate(expression, await ownPage);
      },
      kill,
      async close() {
        // A browser that is gone already has nothing left to close.
        await cdp.send('Browser.close').catch(() => {});
        await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
        await kill();
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

/** An earlier browser of this profile may have left its address behind. */
async function connect(profileDir: string): Promise<CdpConnection> {
  let cdp: CdpConnection | undefined;
  await poll(
    async () => {
      if (!existsSync(path.join(profileDir, 'DevToolsActivePort'))) return false;
      cdp = await connectCdp(profileDir).catch(() => undefined);
      return cdp !== undefined;
    },
    'Chromium listens for its debugger',
    60_000,
  );
  if (cdp === undefined) throw new Error('not connected');
  return cdp;
}
