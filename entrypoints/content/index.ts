import { defineContentScript } from 'wxt/utils/define-content-script';
import { labelPage } from './label-page.ts';

export default defineContentScript({
  matches: ['http://*/*', 'https://*/*'],
  runAt: 'document_idle',
  main(context) {
    void labelPage(document, context.signal);
  },
});
