/** Proxies for tests, written apart from the program. @module */

/** What a proxy does with a request. */
export interface ProxyBehaviour {
  /** Its protocol. */
  kind: "socks5" | "http";
  /** The login that it demands. */
  login?: string;
  /** The code or status line it refuses with, in place of connecting. */
  refuse?: number | string;
  /** Connects there, in place of the requested place. */
  to: { hostname: string; port: number };
}

/** A running proxy. */
export interface ProxyServer extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  port: number;
  /** What it was asked to connect to: `example.org:80`. */
  asked: string[];
}

/** Starts a proxy. */
export function startProxy(behaviour: ProxyBehaviour): ProxyServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const running: Promise<unknown>[] = [];
  const loop = (async () => {
    for await (const conn of listener) {
      running.push(serveOne(conn, behaviour, asked).catch(() => {}));
    }
  })();
  return {
    port: listener.addr.port,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await loop;
      await Promise.all(running);
    },
  };
}

async function serveOne(conn: Deno.Conn, behaviour: ProxyBehaviour, asked: string[]) {
  using _near = conn;
  const serve = behaviour.kind === "socks5" ? serveSocks5 : serveHttp;
  if (!await serve(conn, behaviour, asked)) return;
  using far = await Deno.connect(behaviour.to);
  await Promise.allSettled([pass(conn, far), pass(far, conn)]);
}

async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16_384);
  for (let count; (count = await from.read(buffer)) !== null;) {
    for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
  }
  await to.closeWrite();
}

async function bytesOf(conn: Deno.Conn, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const got = await conn.read(bytes.subarray(at));
    if (got === null) throw new Error("ended early");
    at += got;
  }
  return bytes;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** RFC 1928 and RFC 1929. */
async function serveSocks5(conn: Deno.Conn, { login, refuse }: ProxyBehaviour, asked: string[]) {
  const [, methods] = await bytesOf(conn, 2);
  const offered = await bytesOf(conn, methods!);
  const method = login === undefined ? 0 : 2;
  const chosen = offered.includes(method) ? method : 0xff;
  await conn.write(new Uint8Array([5, chosen]));
  if (chosen === 0xff) return false;
  if (login !== undefined) {
    const [, userLength] = await bytesOf(conn, 2);
    const user = text(await bytesOf(conn, userLength!));
    const password = text(await bytesOf(conn, (await bytesOf(conn, 1))[0]!));
    const isRight = `${user}:${password}` === login;
    await conn.write(new Uint8Array([1, isRight ? 0 : 1]));
    if (!isRight) return false;
  }
  const [, command, , kind] = await bytesOf(conn, 4);
  if (command !== 1) throw new Error("not CONNECT");
  const length = kind === 3 ? (await bytesOf(conn, 1))[0]! : kind === 1 ? 4 : 16;
  const host = await bytesOf(conn, length);
  const [high, low] = await bytesOf(conn, 2);
  asked.push(`${kind === 3 ? text(host) : host.join(".")}:${high! * 256 + low!}`);
  const reply = typeof refuse === "number" ? refuse : 0;
  // The bound address of the reply, here a name, is of any kind and length.
  await conn.write(new Uint8Array([5, reply, 0, 3, 2, 97, 98, 0, 1]));
  return reply === 0;
}

async function serveHttp(conn: Deno.Conn, { login, refuse }: ProxyBehaviour, asked: string[]) {
  let head = "";
  while (!head.endsWith("\r\n\r\n")) head += text(await bytesOf(conn, 1));
  asked.push(/^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(head)![1]!);
  const [, given] = /\r\nProxy-Authorization: Basic (\S+)\r\n/.exec(head) ?? [];
  const isAllowed = login === undefined || given === btoa(login);
  const status = !isAllowed ? "407 Proxy Authentication Required" : refuse ?? "200 OK";
  await conn.write(new TextEncoder().encode(`HTTP/1.1 ${status}\r\nVia: test\r\n\r\n`));
  return status === "200 OK";
}
