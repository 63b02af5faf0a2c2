/** Whether a text is the address of a service that keys may travel to: https, or http on this machine, and nothing but host and path. */
export function isServiceUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false;
  const isHere = url.protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  return url.protocol === 'https:' || isHere;
}
