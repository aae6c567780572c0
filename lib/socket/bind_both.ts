/** Binds every address of a machine, of both IP families. @module */

/** A listener, a datagram socket or an HTTP server. */
interface Bound {
  addr: Deno.Addr;
}

/** Options of {@linkcode bindBoth}. */
export interface BindBothOptions<T> {
  /** Binds one address. Throws an error with the code `EADDRINUSE` if it is in use. */
  bind(at: { hostname: string; port: number }): T;
  /** Undoes a `bind`. */
  close(bound: T): void;
  /** Whether `::` covers IPv6 only on this system. Tried at an unused port if absent. */
  areApart?: () => boolean;
}

/** Attempts at a port chosen by the system that is free for both families. */
const ATTEMPTS = 5;

/**
 * Binds a host and port. `::` means every address of both families (RFC 3493, section 5.3), but on some
 * systems it covers IPv6 only: Windows, and Linux with `net.ipv6.bindv6only`. There 0.0.0.0 is bound too.
 *
 * @returns the one or two results of `bind`, all at one port.
 */
export function bindBoth<T extends Bound>(
  { host, port }: { host: string; port: number },
  { bind, close, areApart = familiesAreApart }: BindBothOptions<T>,
): T[] {
  for (let attempt = 1;; attempt++) {
    const first = bind({ hostname: host, port });
    if (host !== "::") return [first];
    try {
      return [first, bind({ hostname: "0.0.0.0", port: (first.addr as Deno.NetAddr).port })];
    } catch (cause) {
      // Any other error means that this machine has no IPv4.
      if ((cause as { code?: unknown }).code !== "EADDRINUSE") return [first];
      // `::` has the IPv4 port as well, unless the families are separate and another program has it.
      if (!areApart()) return [first];
      close(first);
      if (port !== 0 || attempt === ATTEMPTS) throw cause;
    }
  }
}

/** Whether `::` covers IPv6 only on this machine. Tries both families at an unused port. */
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
