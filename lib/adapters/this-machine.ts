/** Whether an address is on this machine: nothing that is sent there leaves it. */
export function isThisMachine(url: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}
