/** `sluice listen`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { familyFlags, familyOf } from "../flags/family.ts";
import type { Address } from "../../lib/socket/address.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { Listener } from "../../lib/socket/listen.ts";
import type { RawSession } from "../connect/raw_session.ts";
import { CERTIFICATE_FILES, FAMILY_NAME, UDP_SERVER, UNIX_SOCKET } from "../flags/permissions.ts";
import type { NetworkInterface } from "../../lib/socket/interface_named.ts";
import { END_POLICY, interfaceOf, rawFlags, rawOptions, refuseTelnet } from "../flags/raw.ts";
import { type ServerTls, serverTls, serverTlsFlags } from "../flags/server_tls.ts";
import { addressRules, filterFlags } from "../flags/filter.ts";

/** The input of the body. */
interface ListenInput {
  args: ParsedArguments;
  /** The path of a Unix socket for datagrams is one of `unix`. */
  address: Address;
  isUnixDatagram: boolean;
  /** The interface of `--interface`. */
  via: NetworkInterface | undefined;
  secured: ServerTls;
}

/** A raw pipe from a socket. */
export const listen: Command<ListenInput> = {
  name: "listen",
  group: "Sockets",
  summary: "Wait for a connection and pipe it to standard input and output",
  description:
    `Serves one peer, or with --keep up to 100 at the same time, or with --broker many, each of which \
receives what all others send. Listens on this machine only unless an address says otherwise.

${END_POLICY}

With --keep what all peers send is written as it comes, and standard input goes to each peer that is \
connected, as fast as the slowest of them reads; it waits while there is none. A session ends once its peer has \
ended and standard input pauses for half a second, or for --linger. With --broker a peer that has ended its \
direction still receives what others send; --linger limits their pauses.

Over UDP it receives from every peer and sends to the latest one, until Ctrl-C or --idle ends it; a multicast \
address is joined. On a \
terminal, control characters are escaped; "| cat" shows them unchanged.`,
  usage: ["listen ADDR [PORT] [--keep | --broker]"],
  positionals: [{
    name: "ADDR",
    summary: "[[HOST]:]PORT, udp://…, tls://…, unix:/PATH or unixdgram:/PATH; :PORT: every address",
    min: 1,
    value: "address",
  }, {
    name: "PORT",
    summary: "its port or service (http), if not in ADDR",
  }],
  flags: [
    { name: "keep", summary: "serve every peer that connects, until Ctrl-C" },
    { name: "broker", summary: "pass what each peer sends on to all others" },
    ...rawFlags,
    ...familyFlags,
    ...filterFlags,
    ...serverTlsFlags,
  ],
  common: ["quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [
    { when: ":PORT", flags: ["--allow-net=[::]:PORT,0.0.0.0:PORT"] },
    UDP_SERVER,
    FAMILY_NAME,
    UNIX_SOCKET,
    {
      when: "unixdgram:SOCKET",
      flags: ["--allow-net", "--allow-read=SOCKET", "--allow-write=SOCKET"],
    },
    { when: "--interface NAME", flags: ["--allow-sys=networkInterfaces"] },
    { when: "--record FILE", flags: ["--allow-write=FILE"] },
    CERTIFICATE_FILES,
  ],
  exitCodes: [66, 69, 73, 75, 77, 81, 82],
  examples: [
    { text: "Wait for one connection", line: "sluice listen 127.0.0.1:4000" },
    {
      text: "Show datagrams byte by byte",
      line: "sluice listen --hex udp://127.0.0.1:4000",
    },
    {
      text: "Connect machines on this network",
      line: "sluice listen --broker 0.0.0.0:4000",
    },
  ],
  // Not confined: making a certificate loads a package, for which the body has no rights.
  plan: async (args) => ({ input: await inputOf(args), rights: undefined }),
  run: runListen,
};

async function inputOf(args: ParsedArguments): Promise<ListenInput> {
  const { CallerError } = await import("../../lib/errors.ts");
  const { rawAddress } = await import("../connect/raw_address.ts");
  const { joinHostPort } = await import("../../lib/socket/join_host_port.ts");
  const [host, port] = args.positionals;
  const place = joinHostPort(host!, port);
  const { address, path } = rawAddress(place, "listen", familyOf(args));
  refuseContradictions(args, path === undefined ? address.scheme : "udp", CallerError);
  refuseTelnet(args, address);
  const via = await interfaceOf(args, address);
  const secured = await serverTls(args, [address]);
  return { args, address, isUnixDatagram: path !== undefined, via, secured };
}

async function runListen(
  { args, address, isUnixDatagram, via, secured: { tls, pin } }: ListenInput,
  context: Context,
): Promise<number> {
  const { parseSocketOptions } = await import("../../lib/socket/socket_options.ts");
  const { giveUpFiles } = await import("../sandbox/give_up_files.ts");
  const { openTrace, traceOptions } = await import("../views/trace.ts");
  const { openListeners } = await import("../views/open_listeners.ts");
  const { rawDatagrams } = await import("../connect/raw_session.ts");
  const { listenOptions } = await import("../views/listen_options.ts");
  const socket = parseSocketOptions(args.values("option"));
  const options = rawOptions(args);
  const trace = openTrace(traceOptions(args), context.terminal);
  const session: RawSession = { options, context, trace };
  const taking = args.has("broker") ? "broker" : args.has("keep") ? "keep" : "one";
  try {
    const { terminal } = context;
    const rules = addressRules(args, [address]);
    if (isUnixDatagram) {
      const { listenUnixDatagrams } = await import("../connect/unix_datagrams.ts");
      await listenUnixDatagrams(address as Address & { scheme: "unix" }, session);
      return 0;
    }
    const how = {
      socket,
      interface: via,
      ...listenOptions({ tls, rules, verbose: options.verbose }, terminal),
    };
    const opened = await openListeners([address], terminal, how, pin);
    giveUpFiles();
    const [listener] = opened.listeners;
    if (listener === undefined) await rawDatagrams(opened.sockets[0]!, session);
    else await takePeers(listener, session, taking);
    return 0;
  } finally {
    trace?.close();
  }
}

function refuseContradictions(
  args: ParsedArguments,
  scheme: Address["scheme"],
  CallerError: typeof import("../../lib/errors.ts").CallerError,
): void {
  const refuse = (why: string) => {
    throw new CallerError("usage", why);
  };
  if (args.has("keep") && args.has("broker")) refuse("Use only one of --keep and --broker");
  if (args.has("telnet") && args.has("broker")) refuse("--telnet does not work with --broker");
  if (scheme === "udp" && (args.has("keep") || args.has("broker"))) {
    refuse("--keep and --broker do not work with datagrams, where every peer is received anyway");
  }
}

async function takePeers(
  listener: Listener,
  session: RawSession,
  taking: "one" | "keep" | "broker",
): Promise<void> {
  const { options: { idle, linger }, context } = session;
  if (taking === "broker") {
    const { broker } = await import("./broker.ts");
    const limits = {
      ...idle !== undefined && { idle },
      ...linger !== undefined && { linger },
    };
    await broker(listener, context, session.trace, limits);
    context.signal.throwIfAborted();
    return;
  }
  const { rawSession } = await import("../connect/raw_session.ts");
  const close = () => listener.close();
  context.signal.addEventListener("abort", close);
  try {
    if (taking === "one") {
      const conn = await nextPeer(listener, context);
      close();
      return await rawSession(conn, session);
    }
    await takeMany(listener, session);
  } finally {
    context.signal.removeEventListener("abort", close);
    close();
  }
}

/** Serves many connections at the same time; each gets the input that arrives while it is open. */
async function takeMany(listener: Listener, session: RawSession): Promise<void> {
  const { context } = session;
  const { describeError } = await import("../../lib/cli/describe_error.ts");
  const { ConnectionError } = await import("../../lib/errors.ts");
  const { MAX_KEPT_PEERS } = await import("../../lib/limits.ts");
  const { shortAddress } = await import("../../lib/socket/address.ts");
  const { warnOf } = await import("../views/error_report.ts");
  const { rawSession } = await import("../connect/raw_session.ts");
  const { SharedInput } = await import("./shared_input.ts");
  const { servePeers } = await import("./serve_peers.ts");
  const input = new SharedInput(context.terminal.stdin);
  try {
    const takeOne = (conn: Duplex) => {
      const peer = shortAddress(conn.remoteAddr);
      const text = `${peer} was disconnected: it does not read, and others were waiting`;
      const onSlow = () => conn.abort(new ConnectionError("timeout", text));
      return rawSession(conn, session, input.stream(onSlow));
    };
    await servePeers(listener, takeOne, context, {
      maxConnections: MAX_KEPT_PEERS,
      onError: (error) => void warnOf(describeError(error), context.terminal),
    });
  } finally {
    await input.close();
  }
}

async function nextPeer(listener: Listener, { signal }: Context): Promise<Duplex> {
  const conn = await listener.accept();
  signal.throwIfAborted();
  return conn!;
}
