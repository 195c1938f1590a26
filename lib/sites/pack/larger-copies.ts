import type { LargerCopyRule } from '../larger-copies.ts';

/**
 * How the addresses of a site's pictures name the least processed copy that it serves; the best first. Read in other
 * people's tools and from memory: one that does not hold any more finds nothing, and the next is tried.
 */
export const LARGER_COPIES: readonly LargerCopyRule[] = [
  // X: `name` is the size, `orig` what was uploaded but for its metadata; the old form puts it after a colon.
  { hosts: ['pbs.twimg.com'], from: '^(https://pbs\\.twimg\\.com/[^?]+\\?format=\\w+)&name=\\w+$', to: '$1&name=orig', verifiedLive: 'never' },
  { hosts: ['pbs.twimg.com'], from: '^(https://pbs\\.twimg\\.com/[^?]+\\?format=\\w+)&name=\\w+$', to: '$1&name=4096x4096', verifiedLive: 'never' },
  { hosts: ['pbs.twimg.com'], from: '^(https://pbs\\.twimg\\.com/[^?:]*[^?:/]+\\.\\w+)(?::\\w+|\\?name=\\w+)?$', to: '$1?name=orig', verifiedLive: 'never' },
  // Reddit: a preview is made of the file of the same id, after whatever title stands before it.
  { hosts: ['preview.redd.it'], from: '^https://preview\\.redd\\.it/(?:[\\w-]+-)?(\\w+\\.(?:jpe?g|png|gif|webp))\\?.*$', to: 'https://i.redd.it/$1', verifiedLive: 'never' },
  { hosts: ['cdn.bsky.app'], from: '^(https://cdn\\.bsky\\.app/img/)feed_thumbnail/', to: '$1feed_fullsize/', verifiedLive: 'never' },
  // Mastodon, on any host: its own and those of other servers that it keeps a copy of.
  { from: '^(https?://[^?]+/media_attachments/files/[\\d/]+/)small/', to: '$1original/', verifiedLive: 'never' },
  { hosts: ['media.tumblr.com'], from: '^(https://[^?]+/tumblr_\\w+_)\\d+(\\.\\w+)$', to: '$11280$2', verifiedLive: 'never' },
  { hosts: ['i.ytimg.com', 'img.youtube.com'], from: '^(https://[^/]+/vi(?:_webp)?/[\\w-]+/)\\w+(\\.\\w+)', to: '$1maxresdefault$2', verifiedLive: 'never' },
  { hosts: ['i.ytimg.com', 'img.youtube.com'], from: '^(https://[^/]+/vi(?:_webp)?/[\\w-]+/)\\w+(\\.\\w+)', to: '$1sddefault$2', verifiedLive: 'never' },
  { hosts: ['upload.wikimedia.org'], from: '^(https://upload\\.wikimedia\\.org/[^?]+)/thumb(/\\w/\\w\\w/[^/?]+\\.(?:jpe?g|png|webp|gif))/[^/?]+$', to: '$1$2', verifiedLive: 'never' },
  { hosts: ['i.imgur.com'], from: '^(https://i\\.imgur\\.com/\\w{7})[sbtmlh](\\.\\w+)', to: '$1$2', verifiedLive: 'never' },
  { hosts: ['lh3.googleusercontent.com'], from: '^(https://lh3\\.googleusercontent\\.com/[^?=]+)=[\\w-]+$', to: '$1=s0', verifiedLive: 'never' },
  // WordPress, on any host.
  { from: '^(https?://[^?]+/wp-content/uploads/[^?]+)-\\d{2,5}x\\d{2,5}(\\.(?:jpe?g|png|webp|avif))', to: '$1$2', verifiedLive: 'never' },
];
