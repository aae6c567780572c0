/**
 * A TCP relay on loopback that breaks connections at chosen bytes. Like a wire it carries all ports: where a
 * listener opens another one while a connection begins, as for TLS, the relay has that port as well.
 *
 * @module
 */

import { FrameType, HEADER_BYTES } from "../../lib/frame/frame.ts";
import { pause } from "../support/wait.ts";
import { loopbackListeners } from "./loopback_listeners.ts";
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
  /** The same as `HOST:PORT`. */
  address: string;
  /** Connections so far. */
  connections: number;
  /** Faults that occurred. */
  struck: string[];
  /** Closes it and all connections. */
  close(): Promise<void>;
}

/** Bytes from the listener's side before which another port is looked for: those of a handshake. */
const EARLY_BYTES = 4096;

/**
 * Starts a relay to a port of 127.0.0.1; the n-th connection has the n-th treatment, which goes on at other
 * ports.
 *
 * @param host Where it listens. @default {an address of its own, where the system has all of 127.0.0.0/8}
 */
export function startProxy(
  target: number,
  treatments: Treatment[],
  random: Random,
  host = ownAddress(),
): Proxy {
  const listener = Deno.listen({ hostname: host, port: 0 });
  const others = new Map<number, Deno.TcpListener>();
  const running = new Set<Promise<void>>();
  const open = new Set<Deno.TcpConn>();
  const { port } = listener.addr;
  const proxy: Proxy = {
    port,
    address: `${host}:${port}`,
    connections: 0,
    struck: [],
    async close() {
      listener.close();
      for (const other of others.values()) other.close();
      open.forEach(quietly((conn) => conn.close()));
      await Promise.all(running);
    },
  };

  let current: Current = begin(undefined);

  const relay = async (from: Deno.TcpConn, port: number, { state, piece }: Current) => {
    open.add(from);
    const known = loopbackListeners();
    let to: Deno.TcpConn;
    try {
      to = await Deno.connect({ hostname: "127.0.0.1", port });
    } catch {
      return quietly((conn: Deno.TcpConn) => conn.close())(from);
    }
    open.add(to);
    to.setNoDelay(true);
    from.setNoDelay(true);
    const passing = { state, piece, random, struck: proxy.struck, both: [from, to] };
    const early = () => host === TARGET ? undefined : carryNewPorts(known);
    await Promise.all([passOn(from, to, passing), passOn(to, from, passing, early)]);
    for (const conn of [from, to]) quietly((one: Deno.TcpConn) => one.close())(conn);
  };
  const carryNewPorts = (known: Set<number>) => {
    for (const port of loopbackListeners()) {
      if (known.has(port) || others.has(port)) continue;
      try {
        const other = Deno.listen({ hostname: host, port });
        others.set(port, other);
        accept(other, port);
      } catch { /* taken by a relay that was given this address as well */ }
    }
  };
  const accept = async (listener: Deno.TcpListener, port: number) => {
    for await (const conn of listener) {
      if (port === target) current = begin(treatments[proxy.connections++]);
      const done: Promise<void> = relay(conn, port, current).finally(() => running.delete(done));
      running.add(done);
    }
  };
  accept(listener, target);
  return proxy;
}

const TARGET = "127.0.0.1";

/** An address of its own, so that any port is free there. */
function ownAddress(): string {
  if (Deno.build.os !== "linux") return TARGET;
  const [a, b, c] = crypto.getRandomValues(new Uint8Array(3));
  return `127.${a}.${b}.${1 + c! % 254}`;
}

/** A connection, with that to another port which follows it. */
interface Current {
  state: State;
  piece: number;
}

function begin({ faults, piece }: Treatment = { faults: [], piece: Infinity }): Current {
  return { state: { bytes: 0, early: 0, faults: [...faults], broken: false }, piece };
}

interface State {
  bytes: number;
  /** Bytes from the listener's side. */
  early: number;
  faults: Fault[];
  broken: boolean;
}

interface Passing {
  state: State;
  piece: number;
  random: Random;
  struck: string[];
  both: Deno.TcpConn[];
}

/** @param early Called before the first bytes are relayed. */
async function passOn(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  passing: Passing,
  early?: () => void,
): Promise<void> {
  const { state } = passing;
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (;;) {
      const count = await from.read(buffer.subarray(0, Math.min(buffer.length, passing.piece)));
      if (state.broken) return;
      if (count === null) return await to.closeWrite();
      state.bytes += count;
      if (early !== undefined && state.early < EARLY_BYTES) {
        state.early += count;
        early();
      }
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
