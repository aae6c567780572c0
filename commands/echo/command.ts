/** `sluice echo`. @module */

import type { Command, ParsedArguments } from "../../lib/cli/command.ts";
import { familyFlags, familyOf } from "../flags/family.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";
import { FAMILY_NAME, PEM_FILES, UDP_CLIENT, UDP_NAME, UNIX_SOCKET } from "../flags/permissions.ts";

/** The echo service's client. */
export const echo: Command<ParsedArguments> = {
  name: "echo",
  group: "Sockets",
  summary: "Send a text to an echo service and show the answer",
  description:
    `Sends the arguments, joined by spaces, or without arguments standard input, closes its sending direction, \
and writes what comes back. Over UDP the arguments are one datagram, and each line of standard input \
is one; a datagram without an answer is sent three times.`,
  usage: ["echo ADDR [TEXT...]"],
  positionals: [
    {
      name: "ADDR",
      summary: `the service; without a port, ${SERVICE_PORTS.echo}`,
      min: 1,
      value: "address",
    },
    { name: "TEXT", summary: "what to send", max: Infinity },
  ],
  flags: [...familyFlags, ...trustFlags, ...certificateFlags],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [UDP_CLIENT, UDP_NAME, FAMILY_NAME, UNIX_SOCKET, PEM_FILES],
  exitCodes: [66, 68, 69, 75, 77, 79, 80, 83],
  examples: [
    { text: "Over TCP", line: "sluice echo 127.0.0.1 hello there" },
    { text: "Over UDP", line: "sluice echo udp://127.0.0.1:9999 hello" },
  ],
  async run(args, context) {
    const { parseTypedAddress } = await import("../../lib/socket/parse_typed_address.ts");
    const { tlsClientOptions } = await import("../flags/tls.ts");
    const { ask } = await import("./ask_service.ts");
    const [place, ...words] = args.positionals;
    const address = parseTypedAddress(place!, "dial", {
      port: SERVICE_PORTS.echo,
      ...familyOf(args),
    });
    const tls = tlsClientOptions(args, address.scheme === "tls");
    await ask(address, { message: words.length > 0 ? words.join(" ") : undefined, tls }, context);
    return 0;
  },
};
