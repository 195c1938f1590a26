import { parseArgs } from 'node:util';
import { install } from './install.mjs';

const USAGE = `Usage: npm start -- [options]

Builds the extension, opens a real browser with it and labels a page: our small social site, or the one you name.
With a display the browser stays open until you close it; without one it runs headless.
Either way every label is printed with its reasons, and a screenshot is left in out/.

  --url URL                    label this page instead of the demo site
  --browser chromium|firefox   which browser to use (chromium)
  --out FILE                   write what was found as JSON (observation@1); - for standard output,
                               which npm --silent start leaves to it alone
  --headless                   no window, even with a display
  --keep                       without a window: keep site and browser running until Ctrl-C
  --help                       this text

CHROMIUM_PATH and FIREFOX_PATH name browsers that are not found by themselves.`;

const options = readOptions();
if (options !== undefined) {
  try {
    await install();
    const { register } = await import('tsx/esm/api');
    register();
    const { start } = await import('./start.ts');
    const code = await start(options);
    process.exitCode = code;
    // What a signal cut short may still be waiting for something.
    if (code >= 128) process.exit();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\nResult: failed.`);
    process.exitCode = 1;
  }
}

/** The options as they were given; undefined when the usage was printed instead, with the exit code set. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        browser: { type: 'string', default: 'chromium' },
        out: { type: 'string' },
        headless: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return undefined;
    }
    if (values.browser !== 'chromium' && values.browser !== 'firefox') throw new Error(`there is no browser “${values.browser}” here`);
    if (values.url !== undefined && !(URL.canParse(values.url) && /^https?:$/.test(new URL(values.url).protocol))) {
      throw new Error(`“${values.url}” is not an http or https address`);
    }
    return { ...values, browser: values.browser };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
