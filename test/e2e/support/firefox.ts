import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { connectBidi, type BidiSession } from './bidi.ts';
import {
  BOX,
  poll,
  shadowContents,
  type Box,
  type BrowserDriver,
  type DomNode,
  type LaunchOptions,
  type Page,
  type ShadowContent,
  type ShadowElement,
} from './driver.ts';
import { openProfile } from './profile.ts';

const START_TIMEOUT_MS = 60_000;

/**
 * Settings that keep the browser from calling anywhere on its own account, and from greeting a person. The address
 * of its settings server is heeded with MOZ_REMOTE_SETTINGS_DEVTOOLS only.
 */
const QUIET_PREFS = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.contentblocking.introCount': 99,
  'browser.newtabpage.enabled': false,
  'browser.region.update.enabled': false,
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.topsites.contile.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  // An extension installed for the session is removed at its end; what it stored stays with the profile.
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.trr.mode': 5,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'signon.autofillForms': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'toolkit.telemetry.server': 'data:,none',
};

export interface FirefoxDriver extends BrowserDriver {
  readonly kind: 'firefox';
  /** Value of an expression in the browser's own privileged window: what a person would do in its menus and about: pages. */
  evaluateInBrowser<T>(expression: string): Promise<T>;
  /** Ends the browser's processes as a crash would: nothing is saved. */
  kill(): Promise<void>;
}

/** Speaks WebDriver BiDi with the browser itself: no driver program in between. */
export async function launchFirefox(executablePath: string, options: LaunchOptions): Promise<FirefoxDriver> {
  if (options.hostRules !== undefined) throw new Error('Firefox cannot map host names: use a proxy');
  const profile = await openProfile(options.profileDir);
  const extensionId = await geckoIdOf(options.extensionDir);
  const uuid = uuidOf(extensionId);
  await writeFile(path.join(profile.dir, 'user.js'), userJs({ ...QUIET_PREFS, ...uuidPref(extensionId, uuid), ...proxyPrefs(options.proxy), ...options.prefs }));
  const browser = spawn(
    executablePath,
    [
      '--no-remote',
      '--new-instance',
      '--profile',
      profile.dir,
      '--remote-debugging-port',
      '0',
      // Without it BiDi may not enter moz-extension: pages.
      '--remote-allow-system-access',
      ...(options.headless ? ['--headless', '--width', '1280', '--height', '985'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1', MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' } },
  );
  const exited = new Promise<void>((resolve) => browser.once('close', () => resolve()));
  // A test that ends without closing its browser does not leave one behind.
  const kill = () => browser.kill('SIGKILL');
  process.once('exit', kill);
  async function end(): Promise<void> {
    if (browser.exitCode === null && browser.signalCode === null) kill();
    await exited;
    process.off('exit', kill);
    await profile.remove();
  }
  try {
    const session = await connectBidi(`${await bidiAddressOf(browser)}/session`);
    const { capabilities } = await session.send<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: { alwaysMatch: { acceptInsecureCerts: true, unhandledPromptBehavior: { default: 'dismiss' } } },
    });
    if (options.watchErrors === true) await evaluateInBrowser(session, WATCH_ERRORS);
    await session.send('webExtension.install', { extensionData: { type: 'path', path: path.resolve(options.extensionDir) } });
    return driverOf(session, `Firefox ${capabilities.browserVersion}`, extensionId, `moz-extension://${uuid}/`, exited, end);
  } catch (error) {
    await end();
    throw error;
  }
}

function driverOf(
  session: BidiSession,
  version: string,
  extensionId: string,
  extensionUrl: string,
  exited: Promise<void>,
  end: () => Promise<void>,
): FirefoxDriver {
  let ownPage: Promise<Page> | undefined;

  async function openPage(url: string, background = false): Promise<Page> {
    const { context } = await session.send<{ context: string }>('browsingContext.create', { type: 'tab', background });
    const page = new FirefoxPage(session, context);
    await page.goto(url);
    return page;
  }

  return {
    kind: 'firefox',
    version,
    extensionUrl,
    closed: exited,
    openPage,
    openExtensionPage: (file) => openPage(extensionUrl + file),
    async evaluateInExtensionPage(expression) {
      ownPage ??= openPage(`${extensionUrl}options.html`, true);
      return (await ownPage).evaluate(expression);
    },
    async stopBackground() {
      await evaluateInBrowser(
        session,
        `WebExtensionPolicy.getByID(${JSON.stringify(extensionId)}).extension.terminateBackground({ ignoreDevToolsAttached: true }).then(() => null)`,
      );
    },
    evaluateInBrowser: (expression) => evaluateInBrowser(session, expression),
    async kill() {
      await end();
      session.close();
    },
    async errors() {
      const heard = await evaluateInBrowser<readonly (readonly [source: string, text: string])[]>(session, 'globalThis.heardErrors');
      // Functions that a page of ours sends into a web page have no file.
      const ours = heard.filter(([source]) => source.startsWith(extensionUrl) || source === 'sandbox eval code').map(([, text]) => text);
      // Said of every page that is closed while it waits for an answer; no code of the page runs any more.
      return ours.filter((text) => !text.startsWith('Promise rejected after context unloaded'));
    },
    async close() {
      // A browser that is gone already has nothing left to close.
      await session.send('browser.close').catch(() => {});
      session.close();
      await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      await end();
    },
  };
}

/** The first line of standard error that names it. */
async function bidiAddressOf(browser: ChildProcess): Promise<string> {
  if (browser.stderr === null) throw new Error('standard error is not open');
  const lines = createInterface({ input: browser.stderr });
  const late = AbortSignal.timeout(START_TIMEOUT_MS);
  let said = '';
  const found = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
      said = line;
    });
    browser.once('error', reject);
    browser.once('exit', (code) => reject(new Error(`Firefox ended while starting (${code}): ${said}`)));
  });
  const timeout = once(late, 'abort').then(() => Promise.reject(new Error(`Firefox did not start within ${START_TIMEOUT_MS / 1000} s`)));
  return Promise.race([found, timeout]);
}

async function geckoIdOf(extensionDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(extensionDir, 'manifest.json'), 'utf8')) as {
    browser_specific_settings?: { gecko?: { id?: string } };
  };
  const id = manifest.browser_specific_settings?.gecko?.id;
  if (id === undefined) throw new Error(`${extensionDir} is not built for Firefox: its manifest names no gecko id`);
  return id;
}

/** The same for every start, so that what is stored under a profile's moz-extension: origin is found again. */
function uuidOf(extensionId: string): string {
  const digits = createHash('sha256').update(extensionId).digest('hex');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

function uuidPref(extensionId: string, uuid: string): Record<string, string> {
  return { 'extensions.webextensions.uuids': JSON.stringify({ [extensionId]: uuid }) };
}

function proxyPrefs(proxy: string | undefined): Record<string, string | number | boolean> {
  if (proxy === undefined) return {};
  const { hostname, port } = new URL(`http://${proxy}`);
  return {
    'network.proxy.type': 1,
    'network.proxy.http': hostname,
    'network.proxy.http_port': Number(port),
    'network.proxy.ssl': hostname,
    'network.proxy.ssl_port': Number(port),
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
  };
}

function userJs(prefs: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(prefs)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

class FirefoxPage implements Page {
  readonly #session: BidiSession;
  readonly #context: string;

  constructor(session: BidiSession, context: string) {
    this.#session = session;
    this.#context = context;
  }

  async goto(url: string): Promise<void> {
    await this.#session.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async evaluate<T>(expression: string): Promise<T> {
    return evaluate(this.#session, { context: this.#context }, `(async () => JSON.stringify(await (${expression})))()`).then(fromJson<T>);
  }

  async evaluateApart<T>(expression: string): Promise<T> {
    return evaluate(this.#session, { context: this.#context, sandbox: 'apart' }, `(async () => JSON.stringify(await (${expression})))()`).then(fromJson<T>);
  }

  waitFor(expression: string, timeoutMs = 15_000): Promise<void> {
    return poll(() => this.evaluate<boolean>(`!!(${expression})`), expression, timeoutMs);
  }

  async screenshot(): Promise<Uint8Array> {
    const { data } = await this.#session.send<{ data: string }>('browsingContext.captureScreenshot', { context: this.#context });
    return Buffer.from(data, 'base64');
  }

  async scroll(deltaYPx: number): Promise<void> {
    const { x, y } = await this.evaluate<{ x: number; y: number }>(
      '({ x: Math.round(innerWidth / 2), y: Math.round(innerHeight / 2) })',
    );
    await this.#perform({ type: 'wheel', id: 'wheel', actions: [{ type: 'scroll', x, y, deltaX: 0, deltaY: Math.round(deltaYPx) }] });
  }

  async click(x: number, y: number): Promise<void> {
    await this.#perform({
      type: 'pointer',
      id: 'mouse',
      parameters: { pointerType: 'mouse' },
      actions: [
        { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ],
    });
  }

  async press(key: string): Promise<void> {
    const values = key.split('+').map((name) => KEYS[name] ?? name);
    await this.#perform({
      type: 'key',
      id: 'keyboard',
      actions: [
        ...values.map((value) => ({ type: 'keyDown', value })),
        ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
      ],
    });
  }

  async setFiles(selector: string, files: readonly string[]): Promise<void> {
    const { nodes } = await this.#session.send<{ nodes: readonly { sharedId: string }[] }>('browsingContext.locateNodes', {
      context: this.#context,
      locator: { type: 'css', value: selector },
      maxNodeCount: 1,
    });
    const [input] = nodes;
    if (input === undefined) throw new Error(`nothing on the page matches ${selector}`);
    await this.#session.send('input.setFiles', {
      context: this.#context,
      element: { sharedId: input.sharedId },
      files: files.map((file) => path.resolve(file)),
    });
  }

  async pierce(): Promise<readonly ShadowContent[]> {
    const document = await evaluate(this.#session, { context: this.#context }, 'document', {
      maxDomDepth: null,
      includeShadowTree: 'all',
    });
    return shadowContents(domNode(document as BidiNode));
  }

  boxOf(element: ShadowElement): Promise<Box | null> {
    return this.evaluateOn(element, BOX);
  }

  async evaluateOn<T>(element: ShadowElement, functionSource: string): Promise<T> {
    const answer = await this.#session.send<ScriptAnswer>('script.callFunction', {
      functionDeclaration: `async (element) => JSON.stringify(await (${functionSource})(element))`,
      arguments: [{ sharedId: element.handle }],
      target: { context: this.#context },
      awaitPromise: true,
    });
    return fromJson<T>(valueOf(answer));
  }

  async bringToFront(): Promise<void> {
    await this.#session.send('browsingContext.activate', { context: this.#context });
  }

  async setColourScheme(scheme: 'light' | 'dark' | null): Promise<void> {
    const setting = scheme === null ? 2 : COLOUR_SCHEME_SETTINGS[scheme];
    await evaluateInBrowser(this.#session, `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${setting})`);
  }

  async setViewport(width: number, height: number): Promise<void> {
    await this.#session.send('browsingContext.setViewport', { context: this.#context, viewport: { width, height } });
  }

  async close(): Promise<void> {
    await this.#session.send('browsingContext.close', { context: this.#context });
  }

  async #perform(source: object): Promise<void> {
    await this.#session.send('input.performActions', { context: this.#context, actions: [source] });
  }
}

/** Keys without a character: https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS: Readonly<Record<string, string>> = {
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Meta: '\uE03D',
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  Space: ' ',
  Backspace: '\uE003',
  Delete: '\uE017',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

const COLOUR_SCHEME_SETTINGS = { dark: 0, light: 1 } as const;

interface ScriptAnswer {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

/** Errors of all processes end in the browser's own console; warnings (flag 1) are left out. */
const WATCH_ERRORS = `(globalThis.heardErrors = [], Services.console.registerListener({ observe(message) {
  if (message instanceof Ci.nsIScriptError && !(message.flags & 1)) heardErrors.push([message.sourceName, message.errorMessage]);
} }), null)`;

async function evaluateInBrowser<T>(session: BidiSession, expression: string): Promise<T> {
  const { contexts } = await session.send<{ contexts: readonly { context: string }[] }>('browsingContext.getTree', {
    'moz:scope': 'chrome',
    maxDepth: 0,
  });
  const [window] = contexts;
  if (window === undefined) throw new Error('Firefox has no window');
  return fromJson<T>(await evaluate(session, { context: window.context }, `(async () => JSON.stringify(await (${expression})))()`));
}

async function evaluate(session: BidiSession, target: { readonly context: string; readonly sandbox?: string }, expression: string, serializationOptions?: object): Promise<unknown> {
  const answer = await session.send<ScriptAnswer>('script.evaluate', {
    expression,
    target,
    awaitPromise: true,
    ...(serializationOptions === undefined ? {} : { serializationOptions }),
  });
  if (serializationOptions !== undefined && answer.type === 'success') return answer.result;
  return valueOf(answer);
}

function valueOf(answer: ScriptAnswer): unknown {
  if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text ?? 'the page threw');
  return answer.result?.value;
}

/** `undefined` has no JSON and arrives as nothing. */
function fromJson<T>(json: unknown): T {
  return (typeof json === 'string' ? JSON.parse(json) : undefined) as T;
}

interface BidiNode {
  readonly sharedId?: string;
  readonly value?: {
    readonly nodeType: number;
    readonly localName?: string;
    readonly nodeValue?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly children?: readonly BidiNode[];
    readonly shadowRoot?: BidiNode | null;
    readonly mode?: 'open' | 'closed';
  };
}

function domNode(node: BidiNode): DomNode {
  const { value } = node;
  return {
    type: value?.nodeType === 1 ? 'element' : value?.nodeType === 3 ? 'text' : 'other',
    tag: value?.localName ?? '',
    attributes: value?.attributes ?? {},
    value: value?.nodeValue ?? '',
    handle: node.sharedId ?? '',
    children: (value?.children ?? []).map(domNode),
    ...(value?.shadowRoot?.value === undefined
      ? {}
      : {
          shadow: {
            mode: value.shadowRoot.value.mode ?? 'closed',
            children: (value.shadowRoot.value.children ?? []).map(domNode),
          },
        }),
  };
}
