import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, runCommand } from './run-command.mjs';

/** This file runs before anything is installed: node alone must do. */
const root = fileURLToPath(new URL('..', import.meta.url));

const MAX_ERROR_LINES = 8;
/** What npm says when it cannot reach the registry. */
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ENOTCACHED|ECONNRESET/;

/** Makes node_modules what package-lock.json says, unless it is already. Rejects with a sentence for a person. */
export async function install() {
  checkNodeVersion();
  if (isInstalled()) return;
  console.error('Installing the packages of package-lock.json by npm ci (about 650 MB, a minute or two) …');
  const { status, output, seconds } = await runCommand(...npm('ci', '--no-audit', '--no-fund', '--loglevel=error'), { cwd: root, title: 'npm ci' });
  if (status === 0) {
    console.error(`Installed in ${seconds} s.`);
    return;
  }
  // The first lines say what is wrong; what follows is advice.
  const said = output.split('\n').filter((line) => /^npm (error|ERR!)\s+\S/.test(line)).slice(0, MAX_ERROR_LINES).join('\n');
  if (OFFLINE.test(output)) throw new Error(`The package registry cannot be reached: connect to the network once and try again.\n${said}`);
  throw new Error(`npm ci failed:\n${said}`);
}

function checkNodeVersion() {
  const needed = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new Error(`Node ${needed} or newer is needed; this is ${process.versions.node}. Get it from https://nodejs.org`);
  }
}

/**
 * Whether every package of the lockfile is there in its version. npm writes its own record of what it installed when
 * it is done, so an interrupted installation has none. Packages for other platforms may be missing.
 */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || (present[name] === undefined ? optional === true : present[name].version === version),
  );
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
function readPackages(/** @type {string} */ lockfile) {
  const file = path.join(root, lockfile);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
