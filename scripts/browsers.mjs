import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** Where a person may put browsers for this repository alone; git ignores it. */
const DOWNLOADS = '.cache/browsers';
const PROGRAMS = {
  chromium: ['chrome', 'chrome.exe', 'Google Chrome for Testing'],
  firefox: ['firefox', 'firefox.exe'],
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
 * The browser to start: the one the environment names, else one in .cache/browsers, on the path, in a usual place.
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
  return [...downloaded(kind), ...onPath(COMMANDS[kind]), ...places].find((file) => existsSync(file) && !isSnapStub(file));
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
  if (!mayInstall()) return requireBrowser(kind);
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

function mayInstall() {
  return process.getuid?.() === 0 && linuxFamily() === 'debian' && onPath(['apt-get']).length > 0;
}

/** @param {BrowserKind} kind */
function howToInstall(kind) {
  const branded = kind === 'chromium' ? " Google's own Chrome will not do: from version 137 on it ignores --load-extension." : '';
  const orName = `Or set ${ENVIRONMENT[kind]} to one you have.${branded}`;
  if (linuxFamily() === 'debian') return `Install it by: sudo apt-get install -y ${DEBIAN_PACKAGES[kind]}\n${orName}`;
  const why =
    linuxFamily() === 'ubuntu'
      ? `Ubuntu's own package of ${NAMES[kind]} is a snap, which is confined to folders of its own and cannot be driven. `
      : '';
  const build = kind === 'chromium' ? 'Chrome for Testing' : 'Firefox';
  const deps = linuxFamily() === 'ubuntu' ? ' --install-deps' : '';
  const product = kind === 'chromium' ? 'chrome@stable' : 'firefox@stable';
  return `${why}Put ${build} into ${DOWNLOADS} by: npx @puppeteer/browsers install ${product} --path ${DOWNLOADS}${deps}\n${orName}`;
}

/** @returns {'debian' | 'ubuntu' | 'other'} */
function linuxFamily() {
  if (process.platform !== 'linux') return 'other';
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (/^ID=ubuntu$/m.test(release)) return 'ubuntu';
  return /^ID=debian$/m.test(release) || /^ID_LIKE=.*debian/m.test(release) ? 'debian' : 'other';
}

/** What `npx @puppeteer/browsers install` left in this repository: `<product>/<build>/…/<program>`. */
function downloaded(/** @type {BrowserKind} */ kind) {
  const dir = path.join(fileURLToPath(new URL('..', import.meta.url)), DOWNLOADS, kind === 'chromium' ? 'chrome' : 'firefox');
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((file) => path.join(dir, file));
  return files.filter((file) => PROGRAMS[kind].includes(path.basename(file)) && statSync(file).isFile()).toSorted().toReversed();
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
function isSnapStub(/** @type {string} */ file) {
  if (process.platform !== 'linux') return false;
  return file.startsWith('/snap/') || (statSync(file).size < MAX_SCRIPT_BYTES && readFileSync(file).includes('/snap/bin/'));
}

/** Programs are larger. */
const MAX_SCRIPT_BYTES = 65_536;
