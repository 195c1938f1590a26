// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../lib/sites/adapter.ts';
import { aboutMedia } from '../../lib/sites/about-media.ts';
import { generic } from '../../lib/sites/pack/generic.ts';
import { siteRules } from '../../lib/sites/site-rules.ts';
import { openPage } from '../support/sites-page.ts';

const FILM = 'https://harbour.example/fog.mp4';
const marked: Adapter = { ...generic, text: ['.e-content'], nativeAiLabels: [{ label: 'ai-made', sel: 'span', notIn: [], texts: { en: ['Made with AI'] } }] };

function about(body: string, url = FILM) {
  openPage(`<html><body>${body}</body></html>`, 'https://harbour.example/feed');
  for (const each of document.querySelectorAll('video, audio')) Object.defineProperty(each, 'currentSrc', { value: each.getAttribute('data-plays') ?? '', configurable: true });
  return aboutMedia(document, siteRules(marked), url);
}

describe('what a page shows of a film', () => {
  it('is the platform’s own mark on its post, and the picture before it plays', () => {
    const post = (mark: string, plays: string) => `<article><div class="e-content">Fog</div><span>${mark}</span><video data-plays="${plays}" poster="/fog.jpg"></video></article>`;
    expect(about(post('Yesterday', 'https://harbour.example/other.mp4') + post('Made with AI', FILM))).toEqual({ marks: ['Made with AI'], poster: 'https://harbour.example/fog.jpg' });
    expect(about(post('Yesterday', FILM) + post('Made with AI', 'blob:https://harbour.example/1'))).toMatchObject({ marks: [] });
    expect(about(post('Made with AI', 'blob:https://harbour.example/1'), 'blob:https://harbour.example/1')).toMatchObject({ marks: ['Made with AI'] });
  });

  it.each([
    ['of one that is not there', '<video data-plays="https://harbour.example/other.mp4"></video>'],
    ['of one outside every post, without a picture', `<video data-plays="${FILM}"></video>`],
    ['of one whose picture is no file at an address', `<video data-plays="${FILM}" poster="data:image/png;base64,AA"></video>`],
    ['of sound', `<audio data-plays="${FILM}"></audio>`],
  ])('is nothing %s', (_, body) => {
    expect(about(body)).toEqual({ marks: [] });
  });
});
