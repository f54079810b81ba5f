/** How this reader's keyboard names the key of shortcuts. */
export const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl ';
