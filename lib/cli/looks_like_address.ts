/** Distinguishes addresses from paths. @module */

import { isIPv6 } from "../socket/is_ipv6.ts";

/** Four numbers with dots, which are unlikely as the name of a file. */
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^\[[0-9a-f:.]+(?:%[^\]]+)?\]$/i;
const SCHEME = /^(?:tcp|udp|tls):\/\/|^unix:/i;
const PORT_AT_END = /:\d{1,5}$/;

/**
 * Whether a word after `--listen` is its address rather than a path: it ends in a port (`HOST:7584`, `:0`),
 * or is an IPv4 or IPv6 address, or has a scheme. A path of that form needs `./` before it.
 */
export function looksLikeAddress(word: string): boolean {
  if (SCHEME.test(word)) return true;
  if (word.includes("/")) return false;
  return IPV4.test(word) || IPV6.test(word) || isIPv6(word) || PORT_AT_END.test(word);
}
