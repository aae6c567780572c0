/** `connect unixdgram:` and `listen unixdgram:`. @module */

import type { Address } from "../../lib/socket/address.ts";
import { removeStaleSocket } from "../../lib/socket/stale_socket.ts";
import { unixDatagramPeer, unixDatagramSocket } from "../../lib/socket/unix_datagram.ts";
import { isAbstract } from "../../lib/socket/unix_sockets.ts";
import { giveUpFiles } from "../sandbox/give_up_files.ts";
import { showListening } from "../views/listening.ts";
import { rawDatagrams, type RawSession } from "./raw_session.ts";

/** The path of a Unix socket. */
type UnixAddress = Address & { scheme: "unix" };

/** Joins the standard streams to datagrams to a path and back. */
export async function connectUnixDatagrams(to: UnixAddress, session: RawSession): Promise<void> {
  const peer = unixDatagramPeer(to);
  const socket = peer.open();
  giveUpWhatIsNotSent(isAbstract(to.path));
  await rawDatagrams(socket, session, peer);
}

/** Joins the standard streams to the datagrams that come to a path. */
export async function listenUnixDatagrams(at: UnixAddress, session: RawSession): Promise<void> {
  await removeStaleSocket(at.path);
  const socket = unixDatagramSocket(at.path);
  await showListening(socket.address, at, session.context.terminal);
  giveUpWhatIsNotSent(false);
  try {
    await rawDatagrams(socket, session);
  } finally {
    if (!isAbstract(at.path)) removeSocket(at.path);
  }
}

/** The runtime demands the right to write a path for each datagram that is sent to it. */
function giveUpWhatIsNotSent(isAbstractPeer: boolean): void {
  if (isAbstractPeer) giveUpFiles();
  else Deno.permissions.revokeSync({ name: "read" });
}

function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Replaced by the next program that listens there.
  }
}
