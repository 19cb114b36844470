/** Whether somebody opened an address by hand: typed, pasted, bookmarked. No page can bring a browser to say so. */
export const isByHand = (headers: Headers): boolean =>
  headers.get('sec-fetch-site') === 'none' && headers.get('sec-fetch-mode') === 'navigate';

/**
 * Whether a request comes from a page of this very server. Browsers say so in Sec-Fetch-Site, which pages cannot set and
 * proxies pass on; where they leave it out (plain http beyond this machine, some sockets), the page's origin must be the
 * host that was asked. What names no origin at all comes from no page of another site.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get('host');
}
