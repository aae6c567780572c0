/** The TCP listeners of this machine at 127.0.0.1. @module */

/** Where Linux lists the sockets of IPv4 (proc_net_tcp in the kernel's documentation). */
const TABLE = "/proc/net/tcp";
/** 127.0.0.1 with any port, in state LISTEN. */
const LISTENING = /^ *\d+: 0100007F:([0-9A-F]{4}) 00000000:0000 0A /gm;

/** Their ports; none where the system has no such table. */
export function loopbackListeners(): Set<number> {
  try {
    const ports = Deno.readTextFileSync(TABLE).matchAll(LISTENING);
    return new Set(Array.from(ports, ([, port]) => parseInt(port!, 16)));
  } catch {
    return new Set();
  }
}
