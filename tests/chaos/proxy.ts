/** A TCP relay on loopback that breaks connections at chosen bytes. @module */

import { FrameType, HEADER_BYTES } from "../../lib/frame/frame.ts";
import { pause } from "../support/wait.ts";
import type { Random } from "./random.ts";

/** A fault of one connection. `at` counts bytes of both directions through the relay. */
export interface Fault {
  /** The number of bytes; not used if `mark` is given. */
  at: number;
  /** Instead: once this frame has been relayed, and `wait` has passed. */
  mark?: "fin" | "done";
  /**
   * cut: both sides see the connection end. reset: it is reset. half: one direction ends. truncate:
   * some of the buffered bytes are relayed, then as cut. drop: nothing is relayed any more, then as
   * cut after `wait`. delay: nothing is relayed for `wait`. call: `run` is called.
   */
  kind: "cut" | "reset" | "half" | "truncate" | "drop" | "delay" | "call";
  /** Milliseconds. */
  wait: number;
  /** For `call`. */
  run?: () => void;
}

/** The faults of one connection. */
export interface Treatment {
  /** In the order of their bytes. */
  faults: Fault[];
  /** Bytes relayed at once, at most; small pieces arrive as single segments. */
  piece: number;
}

/** A running relay. */
export interface Proxy {
  /** Where it listens. */
  port: number;
  /** Connections so far. */
  connections: number;
  /** Faults that occurred. */
  struck: string[];
  /** Closes it and all connections. */
  close(): Promise<void>;
}

/** Starts a relay to a port of this machine; the n-th connection has the n-th treatment. */
export function startProxy(target: number, treatments: Treatment[], random: Random): Proxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const running = new Set<Promise<void>>();
  const open = new Set<Deno.TcpConn>();
  const proxy: Proxy = {
    port: listener.addr.port,
    connections: 0,
    struck: [],
    async close() {
      listener.close();
      open.forEach(quietly((conn) => conn.close()));
      await Promise.all(running);
    },
  };

  const relay = async (from: Deno.TcpConn, number: number) => {
    open.add(from);
    let to: Deno.TcpConn;
    try {
      to = await Deno.connect({ hostname: "127.0.0.1", port: target });
    } catch {
      return quietly((conn: Deno.TcpConn) => conn.close())(from);
    }
    open.add(to);
    to.setNoDelay(true);
    from.setNoDelay(true);
    const { faults, piece } = treatments[number] ?? { faults: [], piece: Infinity };
    const state = { bytes: 0, faults: [...faults], broken: false };
    const pass = (a: Deno.TcpConn, b: Deno.TcpConn) =>
      passOn(a, b, { state, piece, random, struck: proxy.struck, both: [from, to] });
    await Promise.all([pass(from, to), pass(to, from)]);
    for (const conn of [from, to]) quietly((one: Deno.TcpConn) => one.close())(conn);
  };
  (async () => {
    for await (const conn of listener) {
      const done: Promise<void> = relay(conn, proxy.connections++).finally(() =>
        running.delete(done)
      );
      running.add(done);
    }
  })();
  return proxy;
}

interface Passing {
  state: { bytes: number; faults: Fault[]; broken: boolean };
  piece: number;
  random: Random;
  struck: string[];
  both: Deno.TcpConn[];
}

async function passOn(from: Deno.TcpConn, to: Deno.TcpConn, passing: Passing): Promise<void> {
  const { state } = passing;
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (;;) {
      const count = await from.read(buffer.subarray(0, Math.min(buffer.length, passing.piece)));
      if (state.broken) return;
      if (count === null) return await to.closeWrite();
      state.bytes += count;
      let rest = buffer.subarray(0, count);
      while (state.faults.length > 0 && state.faults[0]!.at <= state.bytes) {
        const fault = state.faults.shift()!;
        passing.struck.push(fault.kind);
        rest = await strike(fault, rest, to, passing);
        if (state.broken) return;
      }
      const marked = state.faults.findIndex(({ mark }) => mark && holds(buffer, count, mark));
      await writeAll(to, rest);
      if (marked < 0) continue;
      const [fault] = state.faults.splice(marked, 1);
      await pause(fault!.wait);
      passing.struck.push(`${fault!.kind} at ${fault!.mark}`);
      await strike(fault!, buffer.subarray(0, 0), to, passing);
      if (state.broken) return;
    }
  } catch {
    // One side has closed: the other is told as it would be without a relay.
    if (!state.broken) passing.both.forEach(quietly((conn) => conn.close()));
  }
}

/** Applies a fault; returns the bytes still to be relayed. */
async function strike(
  fault: Fault,
  bytes: Uint8Array<ArrayBuffer>,
  to: Deno.TcpConn,
  { state, random, both }: Passing,
): Promise<Uint8Array<ArrayBuffer>> {
  const { kind, wait } = fault;
  if (kind === "call") fault.run!();
  if (kind === "delay") await pause(wait);
  if (kind === "call" || kind === "delay") return bytes;
  state.broken = kind !== "half";
  if (kind === "truncate") await writeAll(to, bytes.subarray(0, random.int(0, bytes.length)));
  if (kind === "drop") await pause(wait);
  if (kind === "half") {
    await to.closeWrite();
    throw new Error("one direction has ended");
  }
  // A socket closed with unread bytes resets its connection; after reading to the end it sends FIN.
  if (kind !== "reset") { for (const conn of both) await conn.closeWrite().catch(() => {}); }
  both.forEach(quietly((conn) => conn.close()));
  return bytes;
}

/** Whether a frame with totals is in some bytes, completely or up to its first members. */
function holds(buffer: Uint8Array, count: number, mark: "fin" | "done"): boolean {
  const tail = buffer.subarray(Math.max(0, count - 400), count);
  const at = new TextDecoder("latin1").decode(tail).lastIndexOf('{"files":');
  return at >= HEADER_BYTES && tail[at - HEADER_BYTES] === FrameType[mark];
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

function quietly<T>(action: (one: T) => void): (one: T) => void {
  return (one) => {
    try {
      action(one);
    } catch { /* closed before */ }
  };
}
