/** The confined part of `sluice relay`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { formatAddress, shortAddress } from "../../lib/socket/address.ts";
import { datagramPeer } from "../../lib/socket/datagram_peer.ts";
import type { DatagramSocket } from "../../lib/socket/datagram.ts";
import { dial, type DialOptions } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { Listener } from "../../lib/socket/listen.ts";
import { relay, type RelayLimits } from "../../lib/socket/relay.ts";
import { relayDatagrams } from "../../lib/socket/relay_datagrams.ts";
import { serve } from "../../lib/socket/serve.ts";
import { RateLimit } from "../../lib/transfer/rate_limit.ts";
import { openListeners } from "../views/open_listeners.ts";
import type { RelayInput } from "./options.ts";
import { RelayView } from "./relay_view.ts";

/**
 * Relays until the signal aborts, or with `--once` one connection.
 *
 * @throws the signal's reason, or with `--once` the error of the connection.
 */
export async function runRelay(input: RelayInput, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const { from, to, hosts, rate, certificate } = input;
  const peer = to.scheme === "udp"
    ? await datagramPeer(to, () => Promise.resolve(hosts))
    : undefined;
  const options = { socket: { keepAlive: true }, ...certificate && { tls: certificate } };
  const { listeners: [listener], sockets: [socket] } = await openListeners(
    [from],
    terminal,
    options,
  );
  const view = new RelayView(terminal, shortAddress(formatAddress(to)), input.verbose);
  const limits = rate === undefined
    ? {}
    : { sent: new RateLimit(rate), received: new RateLimit(rate) };
  try {
    if (peer !== undefined) await relaySources(socket!, peer, { input, view, signal, limits });
    else await relayConnections(listener!, { input, view, signal, limits });
  } finally {
    await view.end();
  }
  signal.throwIfAborted();
  return 0;
}

/** What both kinds of relay work with. */
interface Relaying extends Required<RelayLimits> {
  input: RelayInput;
  view: RelayView;
}

async function relayConnections(
  listener: Listener,
  { input, view, signal, limits }: Relaying,
): Promise<void> {
  const { to, hosts, trust, once, idle = Infinity, max } = input;
  const options: DialOptions = {
    signal,
    tls: trust,
    socket: { keepAlive: true },
    lookup: () => Promise.resolve(hosts),
  };
  let failure: { error: unknown } | undefined;
  const relayOne = async (conn: Duplex) => {
    if (once) listener.close();
    const { remoteAddr } = conn;
    const moved = view.start(remoteAddr);
    try {
      const target = await dial(to, options);
      await relay(conn, target, {
        signal,
        limits,
        onBytes: (direction, count) => moved[direction] += count,
      });
    } catch (error) {
      failure = { error };
      if (!signal.aborted && !once) view.failed(error, remoteAddr);
    } finally {
      view.ended(remoteAddr, moved);
    }
  };
  await serve(listener, relayOne, {
    signal,
    idle,
    ...max !== undefined && { maxConnections: max },
    // The connection that ends the loop takes as long as it takes.
    ...once && { grace: 2 ** 31 - 1 },
  });
  if (once && failure !== undefined) throw failure.error;
}

async function relaySources(
  socket: DatagramSocket,
  peer: Awaited<ReturnType<typeof datagramPeer>>,
  { input: { idle, max }, view, signal, limits }: Relaying,
): Promise<void> {
  await relayDatagrams(socket, peer, {
    signal,
    limits,
    ...idle !== undefined && { idle },
    ...max !== undefined && { maxFlows: max },
    onStart: (from) => void view.start(from),
    onEnd: (from, moved) => view.ended(from, moved),
    onError: (error, from) => view.failed(error, from),
  });
}
