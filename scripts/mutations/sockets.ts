/** Faults in connections and listeners. @module */

import type { Mutation } from "./mutation.ts";

const SERVE = ["tests/socket/serve_test.ts"];
const DIAL = ["tests/socket/dial_test.ts"];
const PLACES = ["tests/commands/wrong_place_test.ts"];
const PIN = ["tests/socket/pin_test.ts"];
const SPLICE = ["tests/socket/splice_test.ts"];
const RELAY = ["tests/socket/relay_test.ts"];

/** The faults. */
export const SOCKETS: readonly Mutation[] = [
  {
    name: "a host that cannot be listened on is an internal error",
    file: "lib/socket/cannot_listen.ts",
    find: "if (cause instanceof URIError) {",
    replace: "if (cause instanceof RangeError) {",
    tests: ["tests/commands/listen_hosts_test.ts"],
  },
  {
    name: "a certificate for another name is accepted",
    file: "lib/socket/connect_any.ts",
    find: "hostname: tls.serverName ?? host,",
    replace: 'hostname: "localhost",',
    tests: DIAL,
  },
  {
    name: "TLS trusts the system's certificates only",
    file: "lib/socket/connect_any.ts",
    find: `...tls.ca && { caCerts: [...tls.ca] },
    });
    await completeHandshake`,
    replace: `});
    await completeHandshake`,
    tests: DIAL,
  },
  {
    name: "a connection that comes second stays open",
    file: "lib/socket/happy_eyeballs.ts",
    find: "settled ? discard(connection) : settle",
    replace: "settled ? undefined : settle",
    tests: ["tests/socket/happy_eyeballs_test.ts"],
  },
  {
    name: "the second address waits for the first",
    file: "lib/socket/happy_eyeballs.ts",
    find: "if (waiting.length > 0) timer = setTimeout(next, delay);",
    replace: "",
    tests: ["tests/socket/happy_eyeballs_test.ts"],
  },
  {
    name: "the families do not take turns",
    file: "lib/socket/happy_eyeballs.ts",
    find: `if (at < other.length) result.push(other[at]!);
  }`,
    replace: `}
  result.push(...other);`,
    tests: ["tests/socket/happy_eyeballs_test.ts"],
  },
  {
    name: "any number of connections is served",
    file: "lib/socket/serve.ts",
    find: "if (open.size >= maxConnections) await open.left();",
    replace: "",
    tests: SERVE,
  },
  {
    name: "an idle connection is never closed",
    file: "lib/socket/serve.ts",
    find: "if (conn.idle() < this.#idle) continue;",
    replace: "continue;",
    tests: SERVE,
  },
  {
    name: "a connection that fails ends the service",
    file: "lib/socket/serve.ts",
    find: ".catch((error) => stop.signal.aborted || onError(error, conn)),",
    replace: `.catch((error) => {
          onError(error, conn);
          listener.close();
        }),`,
    tests: SERVE,
  },
  {
    name: "any certificate is taken for the pinned one",
    file: "lib/socket/secure_client.ts",
    find: "certificate !== undefined && pins.includes(certificate.sha256)",
    replace: "certificate !== undefined",
    tests: PIN,
  },
  {
    name: "a stream of TLS that was cut is whole where the certificate is pinned",
    file: "lib/socket/node_connection.ts",
    find: 'else if (isCut) throw new Deno.errors.UnexpectedEof("no close_notify");',
    replace: "else if (isCut) return null;",
    tests: DIAL,
  },
  {
    name: "client certificates are asked for and not demanded",
    file: "lib/socket/secure_server.ts",
    find: "requestCert: true, rejectUnauthorized: true",
    replace: "requestCert: true, rejectUnauthorized: false",
    tests: ["tests/socket/client_certificates_test.ts"],
  },
  {
    name: "a refusal of a proxy is taken for a connection",
    file: "lib/socket/ask_proxy.ts",
    find: "if (status < 200 || status > 299) throw",
    replace: "if (false) throw",
    tests: ["tests/socket/proxy_test.ts"],
  },
  {
    name: "a mistake in a service is not reported",
    file: "lib/socket/serve.ts",
    find: "log ? log(failureLine(error, remoteAddr)) : printFailure(error, remoteAddr));",
    replace: "log?.(failureLine(error, remoteAddr)));",
    tests: ["tests/socket/service_failure_test.ts"],
  },
  {
    name: "connections outlive the service",
    file: "lib/socket/serve.ts",
    find: "await open.end(grace);",
    replace: "",
    tests: SERVE,
  },
  {
    name: "the last bytes are lost in a reset",
    file: "lib/socket/closing.ts",
    find: ".then(() => draining = drain(conn))",
    replace: "",
    tests: [...SERVE, "tests/contract/duplex_contract_test.ts"],
  },
  {
    name: "leaving the loop over a listener leaves it open",
    file: "lib/socket/listen.ts",
    find: "} finally {\n    listener.close();\n  }",
    replace: "} finally {\n    // Nothing.\n  }",
    tests: ["tests/contract/listener_contract_test.ts"],
  },
  {
    name: "a write interrupted by closeWrite reports the peer",
    file: "lib/socket/duplex.ts",
    find: "const isOwnEnd = writeDone &&",
    replace: "const isOwnEnd = false &&",
    tests: ["tests/socket/duplex_test.ts"],
  },
  {
    name: "the pieces of two writes mix",
    file: "lib/socket/duplex.ts",
    find: "if (writes++ === 0) return",
    replace: "if (writes++ >= 0) return",
    tests: ["tests/contract/both_ways_contract_test.ts"],
  },
  {
    name: "a second read is not rejected",
    file: "lib/socket/duplex.ts",
    find: "    if (reading) return Promise.reject(aborted ?? readTwice(remoteAddr));\n",
    replace: "",
    tests: ["tests/contract/both_ways_contract_test.ts"],
  },
  {
    name: "a direct read misses the bytes of the stream",
    file: "lib/socket/duplex.ts",
    find: "readable === undefined || readDone ? readRaw(view) : readThrough(readable, view)",
    replace: "readRaw(view)",
    tests: ["tests/contract/both_ways_contract_test.ts"],
  },
  {
    name: "a missing permission is reported as a failure of the network",
    file: "lib/socket/dial.ts",
    find: "isNotPermitted(cause) ? cause.attempts[0]!.cause : cause",
    replace: "cause",
    tests: DIAL,
  },
  {
    name: "a missing permission for a source address is an unhandled error",
    file: "lib/socket/node_connection.ts",
    find: "await requirePermission(source);",
    replace: "",
    tests: DIAL,
  },
  {
    name: "a failed accept is repeated without a pause",
    file: "lib/socket/accept_next.ts",
    find: "if (!isClosed()) await sleep(ACCEPT_BACKOFF);",
    replace: "",
    tests: ["tests/socket/accept_next_test.ts"],
  },
  {
    name: "a source address is ignored",
    file: "lib/socket/node_connection.ts",
    find: "localAddress: source.host,\n    localPort: source.port,",
    replace: "",
    tests: DIAL,
  },
  {
    name: "an idle input or a stalled output outlives its connection",
    file: "lib/socket/splice.ts",
    find: "Promise.race([stopped.promise, bothOrFirstFailure(send(), receive(), conn)])",
    replace: "bothOrFirstFailure(send(), receive(), conn)",
    tests: SPLICE,
  },
  {
    name: "the peer's end starts no limit for the input",
    file: "lib/socket/splice.ts",
    find: "    clocks.stopLinger();\n    startInputClock();",
    replace: "    clocks.stopLinger();",
    tests: SPLICE,
  },
  {
    name: "a long path of a Unix socket reaches the system",
    file: "lib/socket/unix_sockets.ts",
    find: "if (length <= MAX_SOCKET_PATH) return;",
    replace: "if (length > 0) return;",
    tests: PLACES,
  },
  {
    name: "a key of another certificate is an internal error",
    file: "lib/socket/certificate_fault.ts",
    find: "/KeyMismatch|KEY_VALUES_MISMATCH/i",
    replace: "/KEY_VALUES_MISMATCH/i",
    tests: PLACES,
  },
  {
    name: "a key of another certificate reaches node:tls",
    file: "lib/socket/connect_any.ts",
    find: "await requireOwnKey(tls.cert, tls.key!);",
    replace: "",
    tests: PLACES,
  },
  {
    name: "a client certificate is dropped with another server name",
    file: "lib/socket/connect_any.ts",
    find: "onTls !== undefined || isOtherName",
    replace: "onTls !== undefined",
    tests: PLACES,
  },
  {
    name: "a relay closes at once when one side takes no more",
    file: "lib/socket/relay.ts",
    find: "if (isWriting) timer ??= setTimeout(stop, GRACE_PERIOD);\n      else stop();",
    replace: "stop();",
    tests: RELAY,
  },
  {
    name: "a relay does not pass on the end of a direction",
    file: "lib/socket/relay.ts",
    find: "      await to.closeWrite();\n",
    replace: "",
    tests: RELAY,
  },
  {
    name: "a relay takes all bytes from one limit",
    file: "lib/socket/relay.ts",
    find: "const limit = limits[direction];",
    replace: "const limit = limits.sent;",
    tests: RELAY,
  },
  {
    name: "any number of ports of a public host is probed",
    file: "lib/socket/probe.ts",
    find: "if (ports <= MAX_PUBLIC_PROBES) return undefined;",
    replace: "if (ports > 0) return undefined;",
    tests: ["tests/socket/probe_test.ts"],
  },
  {
    name: "only the first address of a host is probed",
    file: "lib/socket/probe.ts",
    find: "Promise.resolve([...hosts])",
    replace: "Promise.resolve([host])",
    tests: ["tests/socket/probe_test.ts"],
  },
  {
    name: "an abstract Unix socket is a file",
    file: "lib/socket/unix_sockets.ts",
    find: 'return text.startsWith("@") ?',
    replace: 'return text.startsWith("@@") ?',
    tests: ["tests/socket/unix_datagram_test.ts"],
  },
  {
    name: "a name needs more than the permission for it and its port",
    file: "lib/socket/connect_any.ts",
    find: "if (isEnough) return [address.host];",
    replace: "",
    tests: ["tests/docs/permission_lines_test.ts"],
  },
  {
    name: "a text ends inside a character",
    file: "lib/socket/read_text.ts",
    find: "return Math.max(0, lengthAfter(byte) - back);",
    replace: "return 0;",
    tests: ["tests/socket/read_test.ts"],
  },
  {
    name: "a read of no bytes reaches the runtime",
    file: "lib/socket/read.ts",
    find: "!Number.isInteger(most) || most < 1",
    replace: "most < 0",
    tests: ["tests/socket/read_test.ts"],
  },
  {
    name: "a proxy's reply of another version is accepted",
    file: "lib/socket/ask_proxy.ts",
    find: "if (replyVersion !== SOCKS_VERSION) throw refuse(NO_SOCKS);",
    replace: "",
    tests: ["tests/socket/hostile_proxy_test.ts"],
  },
  {
    name: "the answer of an HTTP proxy has no limit for interim answers",
    file: "lib/socket/ask_proxy.ts",
    find: "budget -= head.length;",
    replace: "",
    tests: ["tests/socket/hostile_proxy_test.ts"],
  },
  {
    name: "the name of a proxy needs more than the permission for it and its port",
    file: "lib/socket/connect_any.ts",
    find: "if (isEnough) return [proxy.host];",
    replace: "",
    tests: ["tests/docs/permission_lines_test.ts"],
  },
];
