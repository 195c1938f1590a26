/** `count` times, which the eye would not tell from more. */
const many = (text: string, count = 300): string => text.repeat(count);

/**
 * What strangers may write where a name, an address or a sentence is expected, by what it is meant to upset.
 * Whatever shows or keeps one of them shows and keeps a text.
 */
export const NAUGHTY_STRINGS: Readonly<Record<string, readonly string[]>> = {
  'nothing to see': [' ', '\t\n\r', '\u00a0', '\u3000', '\u200b', '\ufeff', '\u2060\u2061\u2062', '\u00ad', '\u115f\u1160', '\u2800'],
  'control characters': ['\u0000', 'a\u0000b', '\u0007bell', '\u001b[31mred\u001b[0m', '\u0008\u0008\u0008back', '\u007f', '\u0085next', '\u009b31m', 'one\u2028two\u2029three', 'cut\u001ahere'],
  'turned directions': ['\u202egnp.erutcip', '\u202d\u202a\u202b', '\u2066\u2067\u2068 never closed', 'closed too often \u2069\u2069\u2069', '\u061c\u200e\u200f', 'abc \u05d0\u05d1\u05d2 123', '\u0645\u0631\u062d\u0628\u0627 harbour \u0633\u0645\u0643'],
  'piles and joins': [`h${many('\u0301')}`, `${many('\u0489', 40)}x`, `\u{1f468}${many('\u200d\u{1f469}', 60)}`, '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}', '\u{1f44b}\u{1f3fd}\u{1f3fd}\u{1f3fd}', '\ufe0f\ufe0f', '1\ufe0f\u20e3', '\u0e33\u0e33\u0e33\u0e33', '\ufdfd', '\u1f04\u0345'],
  'broken characters': ['\ud800', '\udc00', 'a\ud83d', '\ude00b', '\ud83d\ud83d\ude00', '\ufffe\uffff', '\ufffd', '\u{10ffff}', '\u{1fffe}', '\ue000\uf8ff'],
  markup: [
    '<script>globalThis.pwned = 1</script>',
    '<img src=x onerror="globalThis.pwned = 1">',
    '"><svg onload=globalThis.pwned=1>',
    "' autofocus onfocus='globalThis.pwned=1",
    '</style></title></textarea><b>out</b>',
    '<!-- ',
    ']]>',
    '<template shadowrootmode="open"><slot>',
    '<iframe srcdoc="<script>parent.pwned=1</script>">',
    '&lt;b&gt; &amp;amp; &#x3c;i&#62; &nbsp;',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]>&b;',
    '<a href="javascript:globalThis.pwned=1">press</a>',
    '<plaintext>',
    '<form><input name=textContent><input name=id>',
  ],
  templates: ['{n} {list} {label} {name}', '{{constructor}}', '${globalThis.pwned = 1}', '$& $1 $$ $` $\'', '%s %n %x %99999d', '#{7*7}', '<%= 7*7 %>', '{% raw %}', '\\u003cb\\u003e', '`${1}`'],
  'what code calls its own': ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'null', 'undefined', 'true', '[object Object]', '__proto__[pwned]=1', 'x-__proto__'],
  numbers: ['NaN', '-0', '1e309', 'Infinity', '9007199254740993', '0x10', '1_000', '١٢٣', '²', '1,5', '-1', '0'],
  'other languages of machines': ["'; DROP TABLE posts; --", '" OR ""="', '../../../../etc/passwd', 'C:\\CON\\NUL', 'file:///etc/hosts', '$(touch /tmp/x)', '| cat', '=1+1', '(a+)+$', '*)(uid=*', '{"a":1}', 'data:text/html,<b>x</b>'],
  addresses: ['javascript:globalThis.pwned=1', 'blob:null/1', 'http://', '//[', 'https://user:secret@harbour.invalid/', 'https://xn--/', 'https://h\u0430rbour.invalid/', 'http://1.2.3.4.5/', 'about:blank', '%00%ff%', '?#', 'mailto:a@b.invalid?body=x'],
  'very long': [many('x', 30_000), many('word ', 6_000), many('\u{1f600}', 15_000), many('<b>', 10_000), many('\u202e', 10_000), many('\n', 10_000)],
};

export const NAUGHTY: readonly string[] = Object.values(NAUGHTY_STRINGS).flat();
