/** Every transport, so that one suite can run over all of them. @module */

import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen, type ListenOptions } from "../../lib/socket/listen.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { relay } from "../../lib/socket/relay.ts";
import { securePair } from "../transfer/secure_pair.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { authority, cert, client, key, sha256Of } from "./certificate.ts";

/** Two connected ends, and how to close them. */
export interface Ends {
  /** The dialling end. */
  client: Duplex;
  /** The listening end. */
  server: Duplex;
  /** Closes everything. */
  close(): void | Promise<void>;
}

/** Over TCP, TLS and Unix sockets: accepted and dialled. */
function dialled(
  scheme: "tcp" | "tls" | "unix",
  tlsOptions: () => Promise<TlsClientOptions> | TlsClientOptions = () => ({ ca: [cert] }),
  ownTls: ListenOptions["tls"] = { cert, key },
): () => Promise<Ends> {
  return async () => {
    const folder = scheme === "unix" ? await Deno.makeTempDir() : undefined;
    const place = folder !== undefined
      ? { scheme: "unix" as const, path: `${folder}/s` }
      : { scheme: scheme as "tcp" | "tls", host: "127.0.0.1", port: 0 };
    const listener = listen(place, { tls: ownTls! });
    const target = place.scheme === "unix" ? place : { ...place, port: listener.port };
    const accepted = listener.accept();
    const shaken = accepted.then(async (server) => {
      // A server's handshake happens at its first read or write; the client waits for it.
      if (scheme !== "tls") return server!;
      const writer = server!.writable.getWriter();
      await writer.write(new Uint8Array(1));
      writer.releaseLock();
      return server!;
    });
    const tls = await tlsOptions();
    const [client, server] = await Promise.all([dial(target, { tls }), shaken]);
    if (scheme === "tls") {
      const reader = client.readable.getReader({ mode: "byob" });
      await reader.read(new Uint8Array(1));
      reader.releaseLock();
    }
    return {
      client,
      server,
      close() {
        client.abort();
        server.abort();
        listener.close();
        if (folder !== undefined) Deno.removeSync(folder, { recursive: true });
      },
    };
  };
}

/** Encrypted by this program's own records, over memory. */
async function secured(): Promise<Ends> {
  const [client, server] = await securePair();
  return {
    client,
    server,
    close() {
      client.abort();
      server.abort();
    },
  };
}

/** Through a relay, which the client dials and which dials the server. */
function relayed(scheme: "tcp" | "tls" | "unix"): () => Promise<Ends> {
  return async () => {
    const before: Promise<Ends> = dialled(scheme)();
    const after: Promise<Ends> = dialled(scheme)();
    const [one, other] = [await before, await after];
    const ended = relay(one.server, other.client).catch(() => {/* the ends report it */});
    return {
      client: one.client,
      server: other.server,
      async close() {
        one.close();
        other.close();
        await ended;
      },
    };
  };
}

/** Every way to connect two ends. */
export const transports: Record<string, () => Promise<Ends>> = {
  "TCP": dialled("tcp"),
  "TLS": dialled("tls"),
  "TLS to a pinned certificate": dialled("tls", async () => ({ pins: [await sha256Of(cert)] })),
  "TLS with client certificates": dialled(
    "tls",
    () => ({ ca: [cert], cert: client.cert, key: client.key }),
    { cert, key, clientCa: [authority.cert] },
  ),
  "a Unix socket": dialled("unix"),
  "a relay over TCP": relayed("tcp"),
  "a relay over TLS": relayed("tls"),
  "a relay over Unix sockets": relayed("unix"),
  "records": secured,
  "memory": () => {
    const [client, server] = memoryPair();
    return Promise.resolve({
      client,
      server,
      close() {
        client.abort();
        server.abort();
      },
    });
  },
};
