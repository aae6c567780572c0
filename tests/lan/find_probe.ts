/** Prints the milliseconds until a sender on a channel is found, and its address. @module */

import { find } from "../../lib/discovery/find.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";

const start = performance.now();
const finder = await find({
  channel: Number(Deno.args[0]),
  networks: usableNetworks(),
  onFound({ host, port }) {
    console.log(`found ${Math.round(performance.now() - start)} ${host} ${port}`);
    finder.close();
  },
});
console.log("looking");
