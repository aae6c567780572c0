/** Finds a device by its announcements, sends it a file, and prints where it was. Run by lan_test.ts. */

import { usableNetworks } from "../../../../lib/discovery/networks.ts";
import { newIdentity } from "../../../../lib/web/localsend/identity.ts";
import type { FoundDevice } from "../../../../lib/web/localsend/device_handler.ts";
import { openPresence } from "../../../../lib/web/localsend/presence.ts";
import { INFO } from "./receiving.ts";
import { Sender } from "./sender.ts";

const found = Promise.withResolvers<FoundDevice>();
const presence = await openPresence({
  identity: await newIdentity(),
  alias: "there",
  hostNames: [],
  listen: ["::"],
  networks: usableNetworks(),
  // The sender below cannot connect to a link-local address, whose zone node:https ignores.
  onDevice: (each) => each.place.host.includes("%") || found.resolve(each),
  observer: { event() {}, begin: () => ({ add() {}, end() {} }) },
  signal: new AbortController().signal,
});
const { device: { alias }, place: { host, port, protocol } } = await found.promise;
console.log(alias, protocol, host, port);
using sender = new Sender(port, INFO, host);
console.log(...await sender.send([{ name: "a", content: "a" }]));
await presence.close("now");
