/** The confined part of `sluice receive --localsend`. @module */

import type { Context } from "../../../lib/cli/command.ts";
import { describeError } from "../../../lib/cli/describe_error.ts";
import { loadNodeHasher } from "../../../lib/digest/node_hasher.ts";
import { cleanOrphans } from "../../../lib/file/staging/clean_orphans.ts";
import { isLoopback } from "../../../lib/socket/address.ts";
import { cancelSession } from "../../../lib/web/localsend/cancel_session.ts";
import { LocalSendClient } from "../../../lib/web/localsend/http_client.ts";
import type { Identity } from "../../../lib/web/localsend/identity.ts";
import { openPresence, type Presence } from "../../../lib/web/localsend/presence.ts";
import { ReceiveRoutes } from "../../../lib/web/localsend/receive/receive_routes.ts";
import { DiscoveryWarnings } from "../../views/discovery_warnings.ts";
import { warnOf } from "../../views/error_report.ts";
import { PeerNotes } from "../../views/peer_notes.ts";
import { RejectedRequests } from "../../views/rejected_requests.ts";
import { printDevice } from "./print_device.ts";
import type { LocalSendOptions } from "./options.ts";
import { isDecision, LocalSendReceiver } from "./receiver.ts";

/** Follows the problems of discovery. */
const ADVICE = "Devices that do not list this one may know its address";

/** Receives with the rights to the destination only; resolves to the exit code. */
export async function runLocalSend(options: LocalSendOptions, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const { into, names, pin, once } = options;
  // What a killed receiver has left cannot be resumed, and takes room.
  cleanOrphans(into);
  const over = Promise.withResolvers<number>();
  // Awaited below.
  over.promise.catch(() => {});
  const tell = failureTeller(context);
  const receiver = new LocalSendReceiver(options, context, (peer, result) => {
    if (!once) return typeof result === "number" ? undefined : tell(peer, result);
    if (typeof result === "number") over.resolve(result);
    else over.reject(result);
  });
  const observer = new RejectedRequests(terminal);
  const routes = new ReceiveRoutes({
    into,
    names,
    pin,
    observer,
    accept: (offer, withdrawn) => receiver.accept(offer, withdrawn),
    showText: (offer, text, withdrawn) => receiver.showText(offer, text, withdrawn),
    onRefused: ({ peer }, error) => {
      if (once && isDecision(error)) over.reject(error);
      else tell(peer, error);
    },
  });
  const presence = await openDevice(options, context, { routes, observer });
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  const onAbort = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    await printDevice(options, presence, terminal);
    const { problems } = presence;
    if (!isOnThisMachineOnly(options)) {
      await new DiscoveryWarnings(terminal, ADVICE).report(problems, options.place.networks);
    }
    // Takes 20 ms, which pass while a sender is awaited.
    loadNodeHasher();
    const exit = over.promise.finally(() => presence.close("gracefully"));
    const { finished } = presence.server;
    // It rejects where the server cannot go on.
    return await Promise.race([exit, stopped.promise, finished.then(() => exit)]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    await cancelThere(routes, options.identity);
    await presence.close("now");
    await receiver.finished();
  }
}

async function openDevice(
  { identity, alias, hostNames, place: { listen, port, orAnyPort, networks } }: LocalSendOptions,
  { signal }: Context,
  { routes, observer }: { routes: ReceiveRoutes; observer: RejectedRequests },
): Promise<Presence> {
  return await openPresence({
    identity,
    alias,
    hostNames,
    listen,
    port,
    orAnyPort,
    networks,
    routes: routes.routes,
    onClose: () => routes.close(),
    observer,
    signal,
  });
}

function isOnThisMachineOnly({ place: { listen } }: LocalSendOptions): boolean {
  return listen.every((host) => isLoopback({ scheme: "tcp", host, port: 0 }));
}

/** Reports the errors of offers and sessions while the program serves on. */
function failureTeller({ terminal, signal }: Context): (peer: string, error: unknown) => void {
  const notes = new PeerNotes();
  return (peer, error) => {
    if (signal.aborted) return;
    const { code, message, exit, remote } = describeError(error);
    void terminal.event({ event: "failed", peer, code, message, exit });
    if (notes.take(peer)) void warnOf({ message, remote }, terminal);
  };
}

/** Ends the session, and tells its sender, as far as it can be reached. */
async function cancelThere(routes: ReceiveRoutes, identity: Identity): Promise<void> {
  const session = routes.stop();
  if (session === undefined) return;
  const { id, place, fingerprint } = session;
  const isEncrypted = place.protocol === "https";
  const client = new LocalSendClient({
    place,
    identity,
    fingerprint: isEncrypted ? fingerprint : undefined,
  });
  await cancelSession(client, id);
  client.close();
}
