/** `sluice connect`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { familyFlags, familyOf } from "../flags/family.ts";
import type { Address } from "../../lib/socket/address.ts";
import { CallerError } from "../../lib/errors.ts";
import { END_POLICY, interfaceOf, rawFlags } from "../flags/raw.ts";
import type { Proxy } from "../../lib/socket/proxy.ts";
import type { TlsSession } from "../../lib/socket/tls_session.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import { FAMILY_NAME, PEM_FILES, UDP_CLIENT, UDP_NAME, UNIX_SOCKET } from "../flags/permissions.ts";

/** A raw pipe to a socket. */
export const connect: Command<ParsedArguments> = {
  name: "connect",
  group: "Sockets",
  summary: "Pipe standard input and output to a socket, byte for byte",
  description:
    `Connects over TCP, UDP, TLS or a Unix socket. All addresses of a name are tried, of both families.

${END_POLICY}

Over UDP each line is a datagram. It ends one second after the end of standard input and the last \
answer; an empty datagram ends nothing, and no answer at all is an error (80) unless --send-only is given. A \
TLS certificate is verified. On a terminal, control characters are escaped; "| cat" shows them unchanged.`,
  usage: ["connect ADDR [PORT]", "connect --probe HOST PORTS"],
  positionals: [{
    name: "ADDR",
    summary: "[HOST:]PORT, udp://HOST:PORT, tls://…, unix:/PATH or unixdgram:/PATH",
    min: 1,
    value: "address",
  }, {
    name: "PORT",
    summary: "its port or service (http), if not in ADDR",
  }],
  flags: [
    ...rawFlags,
    {
      name: "source",
      value: "address",
      placeholder: "HOST[:PORT]",
      summary: "connect from this address",
    },
    {
      name: "ttl",
      value: "integer",
      placeholder: "NUMBER",
      summary: "UDP: routers a datagram may pass, plus one",
      details: "For multicast the default is 1: this network only.",
    },
    {
      name: "proxy",
      value: "string",
      placeholder: "URL",
      summary: "connect through a proxy: socks5://… or http://…",
      details:
        `The proxy resolves the name. USER:PASSWORD@ before HOST logs in; other users of this machine \
can see it.`,
    },
    {
      name: "probe",
      summary: "show which ports are open, closed or silent",
      details:
        "Any number of ports of machines on a local network, 16 of any other host. Nothing is sent.",
    },
    ...familyFlags,
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [
    UDP_CLIENT,
    UDP_NAME,
    FAMILY_NAME,
    UNIX_SOCKET,
    { when: "unixdgram:SOCKET", flags: ["--allow-net", "--allow-write=SOCKET"] },
    { when: "--source SOURCE", flags: ["--allow-net=SOURCE:0"] },
    { when: "--probe HOST:PORTS", flags: ["--allow-net=HOST"] },
    {
      when: "--interface NAME, which has this ADDRESS",
      flags: ["--allow-net=ADDRESS:0", "--allow-sys=networkInterfaces"],
    },
    { when: "--proxy URL, at this PROXY", flags: ["--allow-net=PROXY"] },
    { when: "--record FILE", flags: ["--allow-write=FILE"] },
    PEM_FILES,
  ],
  exitCodes: [1, 66, 68, 69, 73, 75, 77, 79, 80, 81, 82, 83],
  examples: [
    { text: "Talk to a service", line: "sluice connect 127.0.0.1:9999" },
    {
      text: "Talk to a mail server",
      line: "sluice connect --crlf mail.example:25",
    },
    {
      text: "Show the open ports here",
      line: "sluice connect --probe 127.0.0.1:1-1024",
    },
  ],
  run: runConnect,
};

async function runConnect(args: ParsedArguments, context: Context): Promise<number> {
  const { dialWithoutFiles, giveUpFiles } = await import("../sandbox/give_up_files.ts");
  const { joinHostPort } = await import("../../lib/socket/join_host_port.ts");
  const [host, port] = args.positionals;
  const place = joinHostPort(host!, port);
  if (args.has("probe")) {
    if (args.value("proxy") !== undefined) {
      throw new CallerError("usage", "--probe and --proxy exclude each other");
    }
    const { probe } = await import("./probe.ts");
    Deno.permissions.revokeSync({ name: "sys" });
    return await probe(place, familyOf(args).family, context);
  }
  if (context.terminal.json) {
    const text = "--json works with --probe only: a connection's bytes are written unchanged";
    throw new CallerError("usage", text);
  }
  const { rawAddress } = await import("./raw_address.ts");
  const { parseSocketOptions } = await import("../../lib/socket/socket_options.ts");
  const { tlsClientOptions } = await import("../flags/tls.ts");
  const { rawOptions, refuseTelnet } = await import("../flags/raw.ts");
  const { openTrace, traceOptions } = await import("../views/trace.ts");
  const { showTls } = await import("../views/tls_session.ts");
  const { rawDatagrams, rawSession } = await import("./raw_session.ts");
  const { signal, terminal } = context;
  const { address, path } = rawAddress(place, "dial", familyOf(args));
  const via = await interfaceOf(args, address);
  const ttl = ttlOf(args, address);
  const socketOptions = parseSocketOptions(args.values("option"));
  refuseTelnet(args, address);
  const source = args.value("source") === undefined
    ? undefined
    : await sourceOf(args.value("source")!, address);
  const proxy = args.value("proxy") === undefined
    ? undefined
    : await proxyOf(args.value("proxy")!, address);
  const tls = tlsClientOptions(args, address.scheme === "tls");
  if (tls.verify === false) {
    terminal.note(
      "Certificate not verified: another machine could answer; --pin accepts one certificate",
    );
  }
  const options = rawOptions(args);
  const trace = openTrace(traceOptions(args), terminal);
  try {
    if (path !== undefined) {
      const { connectUnixDatagrams } = await import("./unix_datagrams.ts");
      await connectUnixDatagrams({ scheme: "unix", path }, { options, context, trace });
      return 0;
    }
    if (address.scheme === "udp") {
      giveUpFiles();
      const { datagramPeer } = await import("../../lib/socket/datagram_peer.ts");
      const { socketFor } = await import("./socket_for.ts");
      const peer = await datagramPeer(address);
      const socket = await socketFor(peer, { source, interface: via, ttl });
      await rawDatagrams(socket, { options, context, trace }, peer);
      return 0;
    }
    const conn = await dialWithoutFiles(address, {
      signal,
      tls,
      ...options.verbose && { onTls: (session: TlsSession) => showTls(session, terminal) },
      socket: socketOptions,
      ...source && { source },
      ...proxy && { proxy },
    });
    await rawSession(conn, { options, context, trace });
    return 0;
  } finally {
    trace?.close();
  }
}

/** The value of `--ttl`. @throws {CallerError} if there can be none. */
function ttlOf(args: ParsedArguments, { scheme }: Address): number | undefined {
  const value = args.value("ttl");
  if (value === undefined) return undefined;
  if (scheme !== "udp") {
    const why = "the runtime has no way to set it on a connection";
    throw new CallerError("usage", `--ttl works over UDP only: ${why}`);
  }
  const ttl = Number(value);
  if (ttl >= 1 && ttl <= 255) return ttl;
  throw new CallerError("usage", `--ttl needs a number from 1 to 255, not ${value}`);
}

/** The proxy. @throws {CallerError} if the address cannot be reached by one. */
async function proxyOf(text: string, to: Address): Promise<Proxy> {
  const { parseProxy } = await import("../../lib/socket/proxy.ts");
  if (to.scheme === "unix" || to.scheme === "udp") {
    throw new CallerError("usage", "--proxy works over TCP and TLS only");
  }
  return parseProxy(text);
}

/** The local address to connect from. @throws {CallerError} if there can be none. */
async function sourceOf(text: string, to: Address): Promise<{ host: string; port: number }> {
  const { parseAddress } = await import("../../lib/socket/address.ts");
  const { isAddress } = await import("../../lib/socket/resolve.ts");
  const source = parseAddress(text, { port: 0 });
  if (source.scheme === "unix" || to.scheme === "unix") {
    throw new CallerError("usage", "--source does not work with Unix sockets");
  }
  if (!isAddress(source.host)) {
    const shown = JSON.stringify(source.host);
    throw new CallerError("usage", `--source needs an IP address of this machine, not ${shown}`);
  }
  return source;
}
