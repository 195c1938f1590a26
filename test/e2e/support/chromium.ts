import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page as PlaywrightPage } from 'playwright-core';
import { watchChromiumErrors } from './chromium-errors.ts';
import { BOX, poll, shadowContents, type Box, type BrowserDriver, type DomNode, type LaunchOptions, type Page, type ShadowContent, type ShadowElement } from './driver.ts';
import { openProfile } from './profile.ts';

/** Flags that keep the browser from calling anywhere on its own account. */
export const QUIET_FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  // Without an address to ask, the updates of components and the look for a signed-in account stay silent.
  '--component-updater=url-source=data:,',
  '--gaia-url=http://127.0.0.1:9',
  '--disable-background-networking',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-quic',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-pings',
  '--password-store=basic',
];

/** For measurements, which ask Chromium what the driver of every browser cannot say. */
export interface ChromiumDriver extends BrowserDriver {
  readonly context: BrowserContext;
}

export async function launchChromium(executablePath: string, options: LaunchOptions): Promise<ChromiumDriver> {
  const extensionDir = await realpath(options.extensionDir);
  const id = await extensionIdOf(extensionDir);
  const profile = await openProfile(options.profileDir);
  const context = await chromium
    .launchPersistentContext(profile.dir, {
      executablePath,
      headless: options.headless,
      // The sandbox refuses to run as root, which is what a fresh container gives.
      chromiumSandbox: process.getuid?.() !== 0,
      viewport: options.headless ? { width: 1280, height: 900 } : null,
      // The caller ends the browser, so that profiles are removed in the right order.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        ...QUIET_FLAGS,
        ...(options.headless ? ['--disable-gpu'] : []),
        `--disable-extensions-except=${extensionDir}`,
        `--load-extension=${extensionDir}`,
        ...(options.hostRules === undefined ? [] : [`--host-resolver-rules=${options.hostRules}`, '--ignore-certificate-errors']),
        ...(options.proxy === undefined ? [] : [`--proxy-server=http://${options.proxy}`, '--proxy-bypass-list=<-loopback>']),
        ...(options.watchErrors === true ? ['--remote-debugging-port=0'] : []),
        ...(options.extraArgs ?? []),
      ],
    })
    .catch(async (error: unknown) => {
      await profile.remove();
      throw error;
    });
  const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
  const extensionUrl = `chrome-extension://${id}/`;
  const watch = options.watchErrors === true ? await watchChromiumErrors(profile.dir, extensionUrl) : undefined;
  let ownPage: Promise<Page> | undefined;

  async function openPage(url: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(url);
    return new ChromiumPage(page, await context.newCDPSession(page));
  }

  return {
    context,
    kind: 'chromium',
    version: `Chromium ${context.browser()?.version() ?? ''}`.trim(),
    extensionUrl,
    closed,
    openPage,
    openExtensionPage: (file) => openPage(extensionUrl + file),
    async evaluateInExtensionPage(expression) {
      ownPage ??= openBehind(context, extensionUrl + 'options.html');
      return (await ownPage).evaluate(expression);
    },
    async stopBackground() {
      const page = context.pages()[0] ?? (await context.newPage());
      const session = await context.newCDPSession(page);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await session.detach();
    },
    async errors() {
      if (watch === undefined) throw new Error('Launch it with watchErrors');
      return [...watch.errors];
    },
    async close() {
      watch?.close();
      await context.close();
      await profile.remove();
    },
  };
}

/** Opens a tab and puts the one that was in front before back there. */
async function openBehind(context: BrowserContext, url: string): Promise<Page> {
  const front = context.pages().at(-1);
  const page = await context.newPage();
  await page.goto(url);
  await front?.bringToFront();
  return new ChromiumPage(page, await context.newCDPSession(page));
}

/**
 * The id Chromium gives an unpacked extension: the first 16 bytes of the SHA-256 of the manifest's key, or of the
 * folder's path where there is none, as letters a…p.
 */
async function extensionIdOf(extensionDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(extensionDir, 'manifest.json'), 'utf8')) as { key?: string };
  const named =
    manifest.key !== undefined
      ? Buffer.from(manifest.key, 'base64')
      : Buffer.from(extensionDir, process.platform === 'win32' ? 'utf16le' : 'utf8');
  const digits = createHash('sha256').update(named).digest('hex').slice(0, 32);
  return Array.from(digits, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

class ChromiumPage implements Page {
  readonly #page: PlaywrightPage;
  readonly #session: CDPSession;

  constructor(page: PlaywrightPage, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  evaluate<T>(expression: string): Promise<T> {
    return this.#page.evaluate<T>(expression);
  }

  async evaluateApart<T>(expression: string): Promise<T> {
    const { frameTree } = await this.#session.send('Page.getFrameTree');
    const { executionContextId } = await this.#session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'apart' });
    const answer = await this.#session.send('Runtime.evaluate', { expression, contextId: executionContextId, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails !== undefined) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value as T;
  }

  waitFor(expression: string, timeoutMs = 15_000): Promise<void> {
    return poll(() => this.evaluate<boolean>(`!!(${expression})`), expression, timeoutMs);
  }

  screenshot(): Promise<Uint8Array> {
    return this.#page.screenshot();
  }

  async scroll(deltaYPx: number): Promise<void> {
    const size = await this.evaluate<{ x: number; y: number }>('({ x: innerWidth / 2, y: innerHeight / 2 })');
    await this.#page.mouse.move(size.x, size.y);
    await this.#page.mouse.wheel(0, deltaYPx);
  }

  click(x: number, y: number): Promise<void> {
    return this.#page.mouse.click(x, y);
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  async setFiles(selector: string, files: readonly string[]): Promise<void> {
    await this.#page.locator(selector).first().setInputFiles([...files]);
  }

  async pierce(): Promise<readonly ShadowContent[]> {
    const { root } = await this.#session.send('DOM.getDocument', { depth: -1, pierce: true });
    return shadowContents(domNode(root));
  }

  boxOf(element: ShadowElement): Promise<Box | null> {
    return this.evaluateOn(element, BOX);
  }

  async evaluateOn<T>(element: ShadowElement, functionSource: string): Promise<T> {
    const { object } = await this.#session.send('DOM.resolveNode', { backendNodeId: Number(element.handle) });
    const { result, exceptionDetails } = await this.#session.send('Runtime.callFunctionOn', {
      objectId: object.objectId ?? '',
      functionDeclaration: `function () { return (${functionSource})(this); }`,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  }

  bringToFront(): Promise<void> {
    return this.#page.bringToFront();
  }

  setColourScheme(scheme: 'light' | 'dark' | null): Promise<void> {
    return this.#page.emulateMedia({ colorScheme: scheme });
  }

  setViewport(width: number, height: number): Promise<void> {
    return this.#page.setViewportSize({ width, height });
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}

interface CdpNode {
  readonly nodeType: number;
  readonly localName: string;
  readonly nodeValue: string;
  readonly backendNodeId: number;
  readonly attributes?: readonly string[];
  readonly children?: readonly CdpNode[];
  readonly contentDocument?: CdpNode;
  readonly shadowRoots?: readonly CdpNode[];
  readonly shadowRootType?: string;
}

/** Frames count as children; the browser's own shadow roots (inputs, videos) are left out. */
function domNode(node: CdpNode): DomNode {
  const attributes = node.attributes ?? [];
  const shadow = node.shadowRoots?.find((root) => root.shadowRootType !== 'user-agent');
  return {
    type: node.nodeType === 1 ? 'element' : node.nodeType === 3 ? 'text' : 'other',
    tag: node.localName,
    attributes: Object.fromEntries(
      attributes.flatMap((name, i) => (i % 2 === 0 ? [[name, attributes[i + 1] ?? '']] : [])),
    ),
    value: node.nodeValue,
    handle: String(node.backendNodeId),
    children: [...(node.children ?? []), ...(node.contentDocument === undefined ? [] : [node.contentDocument])].map(domNode),
    ...(shadow === undefined
      ? {}
      : {
          shadow: {
            mode: shadow.shadowRootType === 'open' ? ('open' as const) : ('closed' as const),
            children: (shadow.children ?? []).map(domNode),
          },
        }),
  };
}
