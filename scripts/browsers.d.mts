export type BrowserKind = 'chromium' | 'firefox';
export function findBrowser(kind: BrowserKind): string | undefined;
export function requireBrowser(kind: BrowserKind): string;
export function ensureBrowser(kind: BrowserKind): Promise<string>;
