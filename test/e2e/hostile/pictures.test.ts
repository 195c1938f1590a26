import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../../lib/core/observation.ts';
import { writePng } from '../../../lib/media/write-png.ts';
import type { BrowserDriver } from '../support/driver.ts';
import { BROWSERS, launchWithExtension } from '../support/extension.ts';
import { feedPage, TALK } from '../support/feed-page.ts';
import { aJpeg } from '../support/pictures.ts';
import { servePages, type Route, type ServedPages } from '../support/serve-pages.ts';
import { expectClaims, visit } from './claims.ts';

/** What a server does with our request for a picture, and how that ends; the page itself was sent a good picture. */
interface Trick {
  readonly ends: string;
  readonly play: (response: ServerResponse) => unknown;
}

const movesTo = (location: string): Trick => ({ ends: 'fetch-failed', play: (response) => response.writeHead(302, { location }).end() });
const sends = (ends: string, body: string | Uint8Array, type = 'image/png'): Trick => ({
  ends,
  play: (response) => response.writeHead(200, { 'content-type': type }).end(body),
});

const REDIRECTS: Readonly<Record<string, Trick>> = {
  'to-data': movesTo('data:image/png;base64,AAAA'),
  'to-file': movesTo('file:///etc/hostname'),
  'to-script': movesTo('javascript:fetch("/never")'),
  'to-blob': movesTo('blob:http://127.0.0.1/1'),
  'to-nothing': movesTo('http://'),
  'to-closed-port': movesTo('http://127.0.0.1:1/never'),
  'to-itself': movesTo('/to-itself.png'),
  'to-a-longer-one': {
    ends: 'fetch-failed',
    play: (response) => response.writeHead(302, { location: `${response.req.url}${response.req.url?.includes('?') ? '' : '?'}1` }).end(),
  },
  'to-password': movesTo('/asks-who.png'),
};

const BODIES: Readonly<Record<string, Trick>> = {
  'asks-who': { ends: 'fetch-failed', play: (response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="Pictures"' }).end() },
  'breaks-off': {
    ends: 'fetch-failed',
    play(response) {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': '9000' });
      response.write('PNG', () => response.destroy());
    },
  },
  drips: {
    ends: 'fetch-failed',
    play(response) {
      response.writeHead(200, { 'content-type': 'image/png' });
      const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write('.')), 200);
    },
  },
  endless: {
    ends: 'too-large',
    play(response) {
      const more = () => void (response.destroyed || response.write(Buffer.alloc(1_000_000), () => setImmediate(more)));
      response.writeHead(200, { 'content-type': 'image/png' });
      more();
    },
  },
  'says-huge': {
    ends: 'too-large',
    play: (response) => response.writeHead(200, { 'content-type': 'image/png', 'content-length': '90000000000' }).write('PNG'),
  },
  bomb: sends('too-large', writePng({ width: 9_000, height: 9_000, bitDepth: 1, colourType: 'grey' }, [])),
  drawing: sends('unsupported-type', '<svg xmlns="http://www.w3.org/2000/svg"><image href="/never"/><script>fetch("/never")</script></svg>'),
  'another-picture': sends('measured', await aJpeg(71), 'text/html'),
};

/** Addresses of this machine and its network, in the spellings that a list of names misses. */
const NEAR = [
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '2130706433',
  '0177.0.0.1',
  '0.0.0.0',
  '[::1]',
  '[::ffff:127.0.0.1]',
  'localhost',
  'localhost.',
  'a.b.localhost',
  '169.254.1.1',
  '10.0.0.1',
  '192.168.1.1',
  'printer.local',
  'intranet',
  'vault.internal',
];

const PUBLIC = 'photos.example';

/** The page's own request says which page it is from; ours says neither that nor anything else of the reader. */
const isOurs = ({ headers }: IncomingMessage) => headers.referer === undefined;

const ONE_QUIET_POST = async () => ({ posts: 1, labelled: [], badges: 0 });

const showing = (addresses: readonly string[]) =>
  feedPage([{ path: '/p/talk/1', text: TALK, html: addresses.map((src) => `<img src="${src}" width="110" height="110" style="display:inline">`).join('') }]);

/** How it ended, by the picture's address: why nothing is known, or that it was measured. */
function endsIn({ subjects }: Observation): Readonly<Record<string, string>> {
  const pictures = subjects.filter(({ where }) => where.endsWith('.png'));
  return Object.fromEntries(pictures.map(({ where, quiet: [found] }) => [where, found !== undefined && 'abstain' in found ? found.abstain : 'measured']));
}

describe.each(BROWSERS)('a server that answers us otherwise than it answers the page, in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  const ours: IncomingMessage[] = [];

  beforeAll(async () => {
    const good = await aJpeg(72);
    const routeOf = ([name, { play }]: [string, Trick]): [string, Route] => [
      `/${name}.png`,
      (response) => {
        if (!isOurs(response.req)) return void response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store', 'set-cookie': 'seen=1' }).end(good);
        ours.push(response.req);
        response.setHeader('set-cookie', 'ours=1');
        play(response);
      },
    ];
    pages = await servePages({
      ...Object.fromEntries(Object.entries({ ...REDIRECTS, ...BODIES }).map(routeOf)),
      '/redirects': showing(Object.keys(REDIRECTS).map((name) => `/${name}.png`)),
      '/bodies': showing(Object.keys(BODIES).map((name) => `/${name}.png`)),
    });
    browser = await launchWithExtension(kind, { watchErrors: true });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it.each([
    ['redirects', REDIRECTS],
    ['bodies', BODIES],
  ])('gets a reason for each and nothing else: %s', async (path, tricks) => {
    const visited = await visit(browser, `${pages.url}${path}`);
    const count = Object.keys(tricks).length;
    const observation = await expectClaims(visited, ONE_QUIET_POST, (each) => Object.keys(endsIn(each)).length === count);
    const expected = Object.entries(tricks).map(([name, { ends }]) => [`${pages.url}${name}.png`, ends]);
    expect(endsIn(observation)).toEqual(Object.fromEntries(expected));
    const asked = new Set(ours.map(({ url }) => url));
    expect(Object.keys(tricks).filter((name) => !asked.has(`/${name}.png`))).toEqual([]);
    expect(ours.filter(({ method, headers }) => method !== 'GET' || headers.cookie !== undefined || headers.authorization !== undefined)).toEqual([]);
    expect(pages.requests).not.toContain('/never');
    await visited.page.close();
  });
});

describe('a page of the public network, in chromium', () => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  /** Hosts of our requests, in order. */
  const ours: string[] = [];

  beforeAll(async () => {
    const good = await aJpeg(71);
    const picture: Route = (response) => {
      if (isOurs(response.req)) ours.push(new URL(`http://${response.req.headers.host}`).hostname);
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' }).end(good);
    };
    const port = () => new URL(pages.url).port;
    pages = await servePages({
      '/near.png': picture,
      '/public.png': picture,
      '/moved.png': (response) => void response.writeHead(302, { location: `http://127.0.0.1:${port()}/near.png` }).end(),
      '/feed': (response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end(showing([...NEAR.map((host) => `http://${host}:${port()}/near.png`), '/public.png', '/moved.png'])),
    });
    const hosts = [PUBLIC, ...NEAR.filter((host) => !/^(\[|127|0|2130|.*localhost)/.test(host)), '[::1]'];
    browser = await launchWithExtension('chromium', { watchErrors: true, hostRules: hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',') });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it('is lent no way into the machine or its network, however the address is spelled', async () => {
    const visited = await visit(browser, `http://${PUBLIC}:${new URL(pages.url).port}/feed`);
    await visited.page.waitFor('document.images.length > 0 && [...document.images].every(({ complete }) => complete)', 30_000);
    const shown = await visited.page.evaluateApart<readonly string[]>('[...document.images].filter(({ naturalWidth }) => naturalWidth > 0).map(({ src }) => src)');
    console.log(`private addresses: the page itself got ${shown.length} of ${NEAR.length + 2} pictures: ${shown.map((src) => new URL(src).hostname).join(' ')}`);
    const observation = await expectClaims(visited, ONE_QUIET_POST, (each) => shown.every((src) => src in endsIn(each)));
    expect(endsIn(observation)).toEqual(Object.fromEntries(shown.map((src) => [src, src.endsWith('/public.png') ? 'measured' : 'fetch-refused'])));
    expect(shown.length).toBeGreaterThanOrEqual(12);
    // A redirect is followed before it can be judged (decision 38), and nothing of its answer is read.
    expect(ours.toSorted()).toEqual(['127.0.0.1', PUBLIC]);
  });
});
