/** The host of a peer, for messages. @module */

/** The host in an address as `formatAddress` prints it; for a Unix socket the whole address. */
export function hostOf(address: string): string {
  const [, bracketed, plain] = /^[a-z]+:\/\/(?:\[([^\]]*)\]|([^:]*)):\d+$/.exec(address) ?? [];
  return bracketed ?? plain ?? address;
}
