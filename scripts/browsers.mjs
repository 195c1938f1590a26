import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {'chromium' | 'firefox'} BrowserKind */

const NAMES = { chromium: 'Chromium', firefox: 'Firefox' };
const ENVIRONMENT = { chromium: 'CHROMIUM_PATH', firefox: 'FIREFOX_PATH' };
const DEBIAN_PACKAGES = { chromium: 'chromium', firefox: 'firefox-esr' };

/** Google's own Chrome is never taken: from version 137 on it ignores --load-extension. */
const COMMANDS = {
  chromium: ['chromium', 'chromium-browser', 'chrome-for-testing', 'ungoogled-chromium'],
  firefox: ['firefox', 'firefox-esr', 'firefox-developer-edition', 'firefox-nightly', 'librewolf'],
};

const USUAL_PLACES = {
  linux: {
    chromium: ['/usr/lib/chromium/chromium', '/usr/lib64/chromium-browser/chromium-browser', '/opt/chrome-for-testing/chrome'],
    firefox: ['/usr/lib/firefox-esr/firefox-esr', '/usr/lib/firefox/firefox', '/opt/firefox/firefox'],
  },
  darwin: {
    chromium: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
      path.join(homedir(), 'Applications/Chromium.app/Contents/MacOS/Chromium'),
    ],
    firefox: [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      '/Applications/Firefox Developer Edition.app/Contents/MacOS/firefox',
      path.join(homedir(), 'Applications/Firefox.app/Contents/MacOS/firefox'),
    ],
  },
  win32: {
    chromium: ['LOCALAPPDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)'].map((root) =>
      path.join(process.env[root] ?? 'C:\\', 'Chromium', 'Application', 'chrome.exe'),
    ),
    firefox: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((root) =>
      path.join(process.env[root] ?? 'C:\\', 'Mozilla Firefox', 'firefox.exe'),
    ),
  },
};

/**
 * The browser to start: the one the environment names, else the first on the path, else one in a usual place.
 * @param {BrowserKind} kind
 * @returns {string | undefined} its absolute path
 */
export function findBrowser(kind) {
  const named = process.env[ENVIRONMENT[kind]];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return path.resolve(named);
    throw new Error(`${ENVIRONMENT[kind]} names ${named}, and there is no such file.`);
  }
  const places = USUAL_PLACES[process.platform]?.[kind] ?? [];
  return [...onPath(COMMANDS[kind]), ...places].find((file) => existsSync(file) && !isSnapStub(file));
}

/**
 * The browser to start, or an error that says how to get one.
 * @param {BrowserKind} kind
 * @returns {string}
 */
export function requireBrowser(kind) {
  const found = findBrowser(kind);
  if (found === undefined) throw new Error(`No ${NAMES[kind]} was found. ${howToInstall(kind)}`);
  return found;
}

/**
 * The browser to start, installed first where this may be done: as root, on Debian and Ubuntu, after saying so.
 * @param {BrowserKind} kind
 * @returns {Promise<string>}
 */
export async function ensureBrowser(kind) {
  const found = findBrowser(kind);
  if (found !== undefined) return found;
  const name = DEBIAN_PACKAGES[kind];
  if (!mayInstall(kind)) return requireBrowser(kind);
  console.error(`No ${NAMES[kind]} was found: installing the package ${name} by apt-get.`);
  if (process.stdin.isTTY) {
    console.error('Press Ctrl-C within five seconds to stop this.');
    await sleep(5_000);
  }
  apt('update');
  apt('install', '-y', '--no-install-recommends', name);
  return requireBrowser(kind);
}

/** @param {...string} args */
function apt(...args) {
  console.error(`$ apt-get ${args.join(' ')}`);
  const { status } = spawnSync('apt-get', ['-qq', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: see the lines above.`);
}

/** @param {BrowserKind} kind */
function mayInstall(kind) {
  if (process.getuid?.() !== 0 || onPath(['apt-get']).length === 0) return false;
  return linuxFamily() === 'debian' || (linuxFamily() === 'ubuntu' && kind !== 'chromium' && kind !== 'firefox');
}

/** @param {BrowserKind} kind */
function howToInstall(kind) {
  const orName = `or set ${ENVIRONMENT[kind]} to one you have.`;
  if (process.platform === 'linux' && linuxFamily() === 'ubuntu') {
    return `Ubuntu's packages of both browsers are snap stubs that cannot be driven. ${UBUNTU_ADVICE[kind]} – ${orName}`;
  }
  if (process.platform === 'linux' && linuxFamily() === 'debian') {
    return `Install it by: sudo apt-get install -y ${DEBIAN_PACKAGES[kind]} – ${orName}`;
  }
  return `${ELSEWHERE_ADVICE[process.platform]?.[kind] ?? `Install ${NAMES[kind]} by your system's packages`} – ${orName}`;
}

const CHROME_FOR_TESTING = 'npx @puppeteer/browsers install chrome@stable';
const UBUNTU_ADVICE = {
  chromium: `Get Chrome for Testing by: ${CHROME_FOR_TESTING}`,
  firefox: 'Get Mozilla\'s own by: npx @puppeteer/browsers install firefox@stable',
};
const ELSEWHERE_ADVICE = {
  darwin: { chromium: 'Install it by: brew install --cask chromium', firefox: 'Install it by: brew install --cask firefox' },
  win32: { chromium: `Get Chrome for Testing by: ${CHROME_FOR_TESTING}`, firefox: 'Install it by: winget install Mozilla.Firefox' },
};

/** @returns {'debian' | 'ubuntu' | 'other'} */
function linuxFamily() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (/^ID=ubuntu$/m.test(release)) return 'ubuntu';
  return /^ID=debian$/m.test(release) || /^ID_LIKE=.*debian/m.test(release) ? 'debian' : 'other';
}

/** @param {readonly string[]} commands */
function onPath(commands) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  return commands.flatMap((command) =>
    folders.flatMap((folder) => endings.map((ending) => path.join(folder, command + ending))).filter((file) => existsSync(file)),
  );
}

/** Ubuntu's chromium and firefox packages are scripts that tell a person to use snap, or start one that is confined. */
function isSnapStub(file) {
  if (process.platform !== 'linux') return false;
  return file.startsWith('/snap/') || readFileSync(file).subarray(0, 4_096).includes('/snap/bin/');
}
