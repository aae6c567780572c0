/** The program on a runtime without multicast, as Deno was before 2.7.5. @module */

import { Socket } from "node:dgram";
import { main } from "../../main.ts";
import { failing } from "./failing_socket.ts";

using _join = failing(Socket.prototype, "addMembership", "EINVAL");
using _choose = failing(Socket.prototype, "setMulticastInterface", "ERR_NOT_IMPLEMENTED");
Deno.exit(await main(Deno.args));
