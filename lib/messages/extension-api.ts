// Takes the place of @wxt-dev/browser (wxt.config.ts), which asks at run time whether there is a `globalThis.browser`:
// in Chromium a page answers for its content scripts with `<form id="browser"><input name="runtime" id="x"></form>`.
type Api = typeof globalThis & { readonly browser?: unknown; readonly chrome?: unknown };

export const browser = import.meta.env.FIREFOX || import.meta.env.SAFARI ? (globalThis as Api).browser : (globalThis as Api).chrome;
