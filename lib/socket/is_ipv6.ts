/** The shape of IPv6 addresses. @module */

/** Whether a text has the shape of an IPv6 address, zone included. */
export function isIPv6(text: string): boolean {
  return /^(?=.*:.*:)[0-9a-f:.]+(%[\w.-]+)?$/i.test(text);
}
