/** Prints each LocalSend device that is heard, as JSON. @module */

import { usableNetworks } from "../../lib/discovery/networks.ts";
import { openMulticast } from "../../lib/web/localsend/multicast.ts";

const self = {
  alias: "probe",
  version: "2.1",
  fingerprint: "probe",
  download: false,
  port: 9,
  protocol: "http" as const,
};
await openMulticast({
  self: () => self,
  networks: usableNetworks(),
  onHeard: (heard) => console.log(JSON.stringify(heard)),
});
console.log("listening");
