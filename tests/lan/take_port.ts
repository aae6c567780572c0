/**
 * Binds the UDP port of discovery exclusively, until it is ended.
 *
 *     deno run -A --unstable-net take_port.ts
 *
 * @module
 */

import { DISCOVERY_PORT } from "../../lib/discovery/sockets.ts";

Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: DISCOVERY_PORT });
console.log("taken");
setInterval(() => {}, 60_000);
