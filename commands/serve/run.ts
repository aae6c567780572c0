/** The confined part of `sluice serve`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { services } from "../../lib/services/all.ts";
import type { ChatConsole } from "../../lib/services/service.ts";
import { isLoopback } from "../../lib/socket/address.ts";
import type { ChosenService } from "./options.ts";

/**
 * Serves until the signal aborts, or the service itself ends.
 *
 * @throws {CallerError} code `usage` if the service has no UDP.
 * @throws the signal's reason.
 */
export async function runServe(
  { name, options, addresses, secured, rules, idle, maxConnections }: ChosenService,
  context: Context,
): Promise<number> {
  const { terminal, signal } = context;
  const service = services.find((each) => each.name === name)!;
  const { openListeners } = await import("../views/open_listeners.ts");
  const { giveUpFiles } = await import("../sandbox/give_up_files.ts");
  const { framedSender } = await import("../get/framed_files.ts");
  const { folder } = options;
  const running = service.start({
    ...options,
    ...folder !== undefined && { framed: framedSender(folder) },
    ...service.name === "chat" && { console: await operatorOf(context) },
  });
  const connection = "connection" in running ? running.connection : undefined;
  const datagram = "datagram" in running ? running.datagram : undefined;
  if (addresses.some(({ scheme }) => (scheme === "udp" ? datagram : connection) === undefined)) {
    const missing = datagram === undefined ? "UDP" : "TCP";
    throw new CallerError("usage", `serve ${service.name} does not work over ${missing}`);
  }
  const { listenOptions } = await import("../views/listen_options.ts");
  const log = logTo(terminal, (await import("../../lib/text/escape.ts")).escapeText);
  const how = {
    ...listenOptions({ tls: secured.tls, rules, verbose: false }, terminal),
    onRejected: (peer: string) => log(`${peer}: rejected: not an allowed address`),
  };
  const { listeners, sockets } = await openListeners(addresses, terminal, how, secured.pin);
  if (addresses.every((address) => address.scheme !== "unix" && isLoopback(address))) {
    const port = [...listeners, ...sockets][0]!.address.split(":").at(-1);
    terminal.note(
      `Reachable from this machine only; add --listen 0.0.0.0:${port} for your network`,
    );
  }
  if (folder === undefined) giveUpFiles();
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  const limits = {
    ...(idle ?? service.idle) !== undefined && { idle: idle ?? service.idle },
    ...maxConnections !== undefined && { maxConnections },
  };
  const { showFailure } = await import("../views/failed_service.ts");
  const { serve } = await import("../../lib/socket/serve.ts");
  const { serveDatagrams } = await import("../../lib/socket/serve_datagrams.ts");
  const loops = [
    ...connection === undefined ? [] : listeners.map((listener) =>
      serve(listener, connection, {
        signal: ending,
        log,
        onError: (error, { remoteAddr }) => showFailure(error, remoteAddr, terminal),
        ...limits,
      })
    ),
    ...datagram === undefined ? [] : sockets.map((socket) =>
      serveDatagrams(socket, datagram, {
        signal: ending,
        log,
        onError: (error, from) => showFailure(error, from, terminal),
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

/** The keyboard and screen of the user who runs a chat. */
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

function logTo(
  terminal: Context["terminal"],
  escape: (text: string) => string,
): (line: string) => void {
  return (line) => {
    void terminal.event({ event: "log", text: line });
    terminal.note(escape(line));
  };
}
