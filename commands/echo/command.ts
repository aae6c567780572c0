/** `sluice echo`. @module */

import type { Command, ParsedArguments } from "../../lib/cli/command.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";

/** The echo service's client. */
export const echo: Command<ParsedArguments> = {
  name: "echo",
  summary: "Send a text to an echo service and show the answer",
  description:
    `Sends the words, joined by blanks, or without words what standard input holds, ends \
its own direction, and writes what comes back. Over UDP the words are one datagram, a line of \
standard input is one each; where no answer comes it is asked three times.`,
  usage: ["echo ADDR [TEXT...]"],
  positionals: [
    {
      name: "ADDR",
      summary: `the service; port ${SERVICE_PORTS.echo} if none is named`,
      min: 1,
      value: "address",
    },
    { name: "TEXT", summary: "what to send", max: Infinity },
  ],
  flags: [...trustFlags, ...certificateFlags],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=FILE", "--allow-write=SOCKET"],
  examples: [
    { text: "Ask the service on this machine:", line: "sluice echo 127.0.0.1 hello there" },
    { text: "The same by datagram:", line: "sluice echo udp://127.0.0.1:9999 hello" },
  ],
  async run(args, context) {
    const { parseTypedAddress } = await import("../../lib/socket/parse_typed_address.ts");
    const { tlsClientOptions } = await import("../flags/tls.ts");
    const { ask } = await import("./ask_service.ts");
    const [place, ...words] = args.positionals;
    const address = parseTypedAddress(place!, "dial", { port: SERVICE_PORTS.echo });
    const tls = tlsClientOptions(args);
    await ask(address, { message: words.length > 0 ? words.join(" ") : undefined, tls }, context);
    return 0;
  },
};
