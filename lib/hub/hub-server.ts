import { networkKind } from '../media/network-kind.ts';

/** The server that is asked unless the reader names another one. */
export const HUB = 'https://huggingface.co/';

/** Match patterns of that server and of the hosts it hands its large files out from. */
export const HUB_ORIGINS = ['https://*.huggingface.co/*', 'https://*.hf.co/*'] as const;

/** What the reader asks for: a model, at a revision of it (a branch, a tag or a commit) where one was named. */
export interface ModelAddress {
  readonly server: string;
  readonly id: string;
  readonly revision: string;
}

const OWNER_AND_NAME = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;
const REVISION = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * Reads `owner/name`, or the address of a model's page (whose server then counts). Undefined for everything that
 * could lead elsewhere on that server.
 */
export function parseModelAddress(text: string, server: string): ModelAddress | undefined {
  const asked = text.trim();
  if (!/^https?:/i.test(asked)) return addressOf(asked, server, 'main');
  if (!URL.canParse(asked)) return undefined;
  const { origin, pathname, username, search } = new URL(asked);
  const page = username === '' && search === '' ? parseServer(origin) : undefined;
  const [, owner, name, tree, revision = 'main', ...rest] = pathname.replace(/\/$/, '').split('/');
  if (page === undefined || rest.length > 0 || (tree !== undefined && tree !== 'tree')) return undefined;
  return addressOf(`${owner}/${name}`, page, revision);
}

function addressOf(id: string, server: string, revision: string): ModelAddress | undefined {
  return isModelId(id) && REVISION.test(revision) ? { server, id, revision } : undefined;
}

export function isModelId(id: string): boolean {
  return OWNER_AND_NAME.test(id) && !id.includes('..');
}

/**
 * A server in the hub's layout, ending with `/`: https, or http on this very machine. Mirrors are for readers whom
 * the hub itself does not reach.
 */
export function parseServer(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  if (!isReachable(url, url)) return undefined;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** Whether a server may hand out its files from there: as safely, and on no nearer network. */
export function mayRedirect(server: string, target: string): boolean {
  return URL.canParse(target) && isReachable(new URL(target), new URL(server));
}

function isReachable({ protocol, hostname }: URL, server: URL): boolean {
  const kind = networkKind(hostname);
  if (protocol === 'http:') return kind === 'loopback' && networkKind(server.hostname) === 'loopback';
  return protocol === 'https:' && (kind === 'public' || kind === networkKind(server.hostname));
}

/** Match patterns that the browser has to allow for downloads from a server; ports cannot be told apart by patterns. */
export function originsOf(server: string): readonly string[] {
  if (server === HUB) return HUB_ORIGINS;
  const { protocol, hostname } = new URL(server);
  return [`${protocol}//${networkKind(hostname) === 'public' && !/^[\d.]+$|^\[/.test(hostname) ? '*.' : ''}${hostname}/*`];
}

/** What a server knows of a model, with the size of each file and the digest of the large ones. */
export function infoUrl({ server, id, revision }: ModelAddress): string {
  return `${server}api/models/${id}/revision/${revision}?blobs=true`;
}

export function fileUrl({ server, id, revision }: ModelAddress, file: string): string {
  return `${server}${id}/resolve/${revision}/${file}`;
}
