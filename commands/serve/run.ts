/** What `sluice serve` does once it knows what, where, and out of which folder. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { services } from "../../lib/services/all.ts";
import type { ChatConsole, Service, ServiceOptions } from "../../lib/services/service.ts";
import type { Address } from "../../lib/socket/address.ts";

/** A service that was chosen; can be sent to a Worker. */
export interface ChosenService {
  /** Its name. */
  name: string;
  /** What it is told. */
  options: ServiceOptions;
  /** Where it listens. */
  addresses: Address[];
}

/**
 * Serves until it is told to end, or the service itself ends.
 *
 * @throws {CallerError} `usage`: UDP where the service has none.
 * @throws the signal's reason.
 */
export async function runService(
  args: ParsedArguments,
  context: Context,
  { name, options, addresses }: ChosenService,
): Promise<number> {
  const { terminal, signal } = context;
  const service = services.find((each) => each.name === name)!;
  const { certificateOf } = await import("../flags/tls.ts");
  const { openListeners } = await import("../views/open_listeners.ts");
  const { giveUpFiles } = await import("../sandbox/give_up_files.ts");
  const { framedSender } = await import("../get/framed_files.ts");
  const tls = certificateOf(args);
  const { folder } = options;
  const running = service.start({
    ...options,
    ...await publicAddressOf(args),
    ...folder !== undefined && { framed: framedSender(folder) },
    ...service.name === "chat" && { console: await operatorOf(context) },
  });
  if (addresses.some(({ scheme }) => scheme === "udp") && !running.datagram) {
    throw new CallerError("usage", `serve ${service.name}: it does not speak UDP`);
  }
  const { listeners, sockets } = await openListeners(addresses, terminal, tls ? { tls } : {});
  if (folder === undefined) giveUpFiles();
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  const log = logTo(terminal, (await import("../../lib/text/escape.ts")).escapeText);
  const { serve } = await import("../../lib/socket/serve.ts");
  const { serveDatagrams } = await import("../../lib/socket/serve_datagrams.ts");
  const loops = [
    ...listeners.map(async (listener) =>
      serve(listener, running.connection!, {
        signal: ending,
        log,
        ...await limitsOf(args, service),
      })
    ),
    ...sockets.map((socket) =>
      serveDatagrams(socket, running.datagram!, {
        signal: ending,
        log,
        servicePorts: new Set([...services.map(({ port }) => port), DEFAULT_PORT]),
        ...service.longerReplies && { longerReplies: service.longerReplies },
      })
    ),
  ];
  void running.ended?.then(() => stop.abort());
  await Promise.all(loops);
  signal.throwIfAborted();
  return 0;
}

async function publicAddressOf(
  args: ParsedArguments,
): Promise<Pick<ServiceOptions, "publicAddress">> {
  const place = args.value("public");
  if (place === undefined) return {};
  const { parseAddress } = await import("../../lib/socket/address.ts");
  const address = parseAddress(place, { port: 70 });
  return address.scheme === "unix" ? {} : { publicAddress: address };
}

/** The keyboard and screen of whoever runs a chat. */
async function operatorOf({ terminal, signal }: Context): Promise<ChatConsole> {
  const { typedLines } = await import("../views/typed_lines.ts");
  return {
    lines: typedLines(terminal, signal),
    show(line) {
      void terminal.event({ event: "line", text: line });
      if (!terminal.json) void terminal.print(`${line}\n`);
    },
  };
}

async function limitsOf(
  args: ParsedArguments,
  service: Service,
): Promise<{ idle?: number; maxConnections?: number }> {
  const { parseDuration } = await import("../../lib/cli/duration.ts");
  const idle = args.value("idle") === undefined ? service.idle : parseDuration(args.value("idle")!);
  const most = args.value("max");
  return {
    ...idle !== undefined && { idle },
    ...most !== undefined && { maxConnections: Math.max(1, Number(most)) },
  };
}

function logTo(
  terminal: Context["terminal"],
  escape: (text: string) => string,
): (line: string) => void {
  return (line) => {
    void terminal.event({ event: "log", text: line });
    terminal.note(escape(line));
  };
}
