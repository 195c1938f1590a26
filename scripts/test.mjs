import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browsers.mjs';
import { install } from './install.mjs';
import { npm, runCommand } from './run-command.mjs';

/**
 * What a step of the tests came to.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: readonly string[] }} Outcome
 */

const root = fileURLToPath(new URL('..', import.meta.url));
/** Most lines shown of one failed command, from its end, and of one failed test, from its start. */
const MAX_COMMAND_LINES = 40;
const MAX_TEST_LINES = 12;
/** Failures shown of one step; the rest is counted. */
const MAX_FAILURES = 25;

const totals = { passed: 0, failed: 0, skipped: 0 };

try {
  await install();
  await runSteps();
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  totals.failed += 1;
}
process.exitCode = totals.failed === 0 ? 0 : 1;
console.log(`${totals.passed} passed, ${totals.failed} failed${totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`}`);

/** In this order, each going on after the failure of another; without its build a browser is not tried. */
async function runSteps() {
  await step('picture model', () => npmScript('build:model'));
  await step('types', () => npmScript('types'));
  await step('lint', () => npmScript('lint'));
  const builds = new Map();
  for (const browser of ['chrome', 'edge', 'firefox', 'safari']) {
    builds.set(browser, await step(`build for ${browser}`, () => npmScript(`build:${browser}`)));
  }
  const browsers = await step('browsers', findBrowsers);
  await step('unit, property, component and architecture tests', () => vitest('unit'));
  if (browsers && builds.get('chrome') && builds.get('firefox')) {
    await step('end-to-end tests in Chromium and Firefox', () => vitest('e2e'));
  } else {
    await step('end-to-end tests in Chromium and Firefox', async () => failure('not run: a build or a browser is missing'));
  }
}

/**
 * Runs one step, says what came of it and adds it up.
 * @param {string} title
 * @param {() => Promise<Outcome>} run
 * @returns {Promise<boolean>} whether nothing failed
 */
async function step(title, run) {
  const startedAt = Date.now();
  console.log(`▸ ${title}`);
  const outcome = await run().catch((error) => failure(error instanceof Error ? error.message : String(error)));
  for (const text of outcome.failures.slice(0, MAX_FAILURES)) console.log(indent(text));
  if (outcome.failures.length > MAX_FAILURES) console.log(indent(`… and ${outcome.failures.length - MAX_FAILURES} more`));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const skipped = outcome.skipped === 0 ? '' : `, ${outcome.skipped} skipped`;
  console.log(`  ${outcome.failed === 0 ? 'ok' : 'FAILED'}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} (${seconds} s)`);
  totals.passed += outcome.passed;
  totals.failed += outcome.failed;
  totals.skipped += outcome.skipped;
  return outcome.failed === 0;
}

/** @returns {Promise<Outcome>} */
async function npmScript(/** @type {string} */ name) {
  const { status, output } = await runCommand(...npm('run', name), { cwd: root, title: name });
  return status === 0 ? success() : failure(lastLines(output, MAX_COMMAND_LINES));
}

/** @returns {Promise<Outcome>} */
async function findBrowsers() {
  for (const kind of /** @type {const} */ (['chromium', 'firefox'])) console.log(indent(await ensureBrowser(kind)));
  return success();
}

/** @returns {Promise<Outcome>} */
async function vitest(/** @type {string} */ project) {
  const dir = await mkdtemp(path.join(tmpdir(), 'witnessmark-test-'));
  const report = path.join(dir, 'report.json');
  try {
    const { status, output } = await runCommand(
      process.execPath,
      [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, '--reporter=json', `--outputFile=${report}`],
      { cwd: root, title: `${project} tests`, env: { NO_COLOR: '1' } },
    );
    if (!existsSync(report)) return failure(`vitest ended without a report:\n${lastLines(output, MAX_COMMAND_LINES)}`);
    return outcomeOf(JSON.parse(await readFile(report, 'utf8')), status, output);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Counts tests; a file that could not be loaded, and errors outside any test, count as one failure each.
 * @returns {Outcome}
 */
function outcomeOf(/** @type {any} */ report, /** @type {number} */ status, /** @type {string} */ output) {
  const failures = report.testResults.flatMap((/** @type {any} */ file) => {
    const name = path.relative(root, file.name);
    const failed = file.assertionResults.filter((/** @type {any} */ test) => test.status === 'failed');
    if (file.status === 'failed' && failed.length === 0) return [`${name}\n${firstLines(file.message, MAX_TEST_LINES)}`];
    return failed.map((/** @type {any} */ test) => `${name} › ${test.fullName}\n${firstLines(test.failureMessages.join('\n'), MAX_TEST_LINES)}`);
  });
  if (status !== 0 && failures.length === 0) failures.push(`vitest ended with ${status}:\n${lastLines(output, MAX_COMMAND_LINES)}`);
  return { passed: report.numPassedTests, failed: failures.length, skipped: report.numPendingTests + report.numTodoTests, failures };
}

/** @returns {Outcome} */
function success() {
  return { passed: 1, failed: 0, skipped: 0, failures: [] };
}

/** @returns {Outcome} */
function failure(/** @type {string} */ text) {
  return { passed: 0, failed: 1, skipped: 0, failures: [text] };
}

function firstLines(/** @type {string} */ text, /** @type {number} */ count) {
  return text.split('\n').slice(0, count).join('\n');
}

function lastLines(/** @type {string} */ text, /** @type {number} */ count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function indent(/** @type {string} */ text) {
  return text.replaceAll(/^/gm, '    ');
}
