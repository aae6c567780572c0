/** Every address of a machine, of both IP families. @module */

/** What can be bound: a listener, a datagram socket, an HTTP server. */
interface Bound {
  addr: Deno.Addr;
}

/** Ports that are tried where the system chose one that the other family does not have free. */
const ATTEMPTS = 5;

/**
 * Binds a host and port. `::` means every address of both families (RFC 3493, section 5.3), but some
 * systems give IPv6 alone: Windows, and Linux with `net.ipv6.bindv6only`. There 0.0.0.0 is bound too.
 *
 * @param bind Binds one address; throws an error with the code `EADDRINUSE` where it is taken.
 * @param close Undoes a `bind`.
 * @param areApart Whether `::` means IPv6 alone here.
 * @returns one or two of what `bind` returned, all at one port.
 */
export function bindBoth<T extends Bound>(
  { host, port }: { host: string; port: number },
  bind: (at: { hostname: string; port: number }) => T,
  close: (bound: T) => void,
  areApart: () => boolean = familiesAreApart,
): T[] {
  for (let attempt = 1;; attempt++) {
    const first = bind({ hostname: host, port });
    if (host !== "::") return [first];
    try {
      return [first, bind({ hostname: "0.0.0.0", port: (first.addr as Deno.NetAddr).port })];
    } catch (cause) {
      // Any other error: there is no IPv4 here.
      if ((cause as { code?: unknown }).code !== "EADDRINUSE") return [first];
      // The first one has the IPv4 port as well, unless another program has it.
      if (!areApart()) return [first];
      close(first);
      if (port !== 0 || attempt === ATTEMPTS) throw cause;
    }
  }
}

/** Whether `::` means IPv6 alone on this machine, found by binding a port of its own both ways. */
function familiesAreApart(): boolean {
  try {
    using ipv6 = Deno.listen({ hostname: "::", port: 0 });
    const { port } = ipv6.addr as Deno.NetAddr;
    using _ipv4 = Deno.listen({ hostname: "0.0.0.0", port });
    return true;
  } catch {
    return false;
  }
}
