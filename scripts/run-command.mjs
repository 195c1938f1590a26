import { spawn } from 'node:child_process';

/** How often a command that is still running says so. */
const STILL_RUNNING_EVERY_MS = 30_000;
/** Most output of a command that is kept, from its end. */
const MAX_OUTPUT = 200_000;

/**
 * Runs a command without showing what it prints, saying every now and then that it is still running.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, title: string, env?: Readonly<Record<string, string>> }} options
 * @returns {Promise<{ status: number, output: string, seconds: number }>} 127 when it could not be started
 */
export async function runCommand(command, args, { cwd, title, env = {} }) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 100) / 10;
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...windowsShell(command) });
  let output = '';
  const keep = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = () => child.kill();
  process.once('exit', stop);
  const timer = setInterval(() => console.error(`  … ${title}: still running (${Math.round(seconds())} s)`), STILL_RUNNING_EVERY_MS);
  const status = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  clearInterval(timer);
  process.off('exit', stop);
  return { status, output, seconds: seconds() };
}

/**
 * Command and arguments that run npm: the npm that started us, else the one on the path.
 * @param {...string} args
 * @returns {[string, string[]]}
 */
export function npm(...args) {
  const own = process.env.npm_execpath;
  return own !== undefined && own.endsWith('.js') ? [process.execPath, [own, ...args]] : ['npm', args];
}

/** On Windows npm is a batch file, which only a shell can start. */
function windowsShell(/** @type {string} */ command) {
  return process.platform === 'win32' && command === 'npm' ? { shell: true } : {};
}
