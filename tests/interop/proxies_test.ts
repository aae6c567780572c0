/** `connect --proxy` through proxies of other projects, to a peer by TCP and by TLS. */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { listen } from "../../lib/socket/listen.ts";
import { serve } from "../../lib/socket/serve.ts";
import { cert, CERT_PATH, key } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { needs, programPath } from "../support/needs.ts";
import { startCommand, startWithInput } from "../support/program.ts";
import { runSluice } from "../commands/run_sluice.ts";

const LOGIN = "ada:secret";

/** A proxy of another project. */
interface Other {
  scheme: "socks5" | "http";
  /** The command line of a proxy at this port, which needs {@linkcode LOGIN} if `hasLogin`. */
  command: (port: number, folder: string) => string[];
  /** Its answer where nothing listens. */
  closed: RegExp;
  hasLogin: boolean;
}

/** Connects until a program listens: these do not print that they do. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const { out } = await runSluice(["connect", "--probe", `127.0.0.1:${port}`]);
    if (out.endsWith(" open\n")) return;
  }
}

function configured(folder: string, text: string): string {
  const path = join(folder, "conf");
  Deno.writeTextFileSync(path, text);
  return path;
}

async function passes({ scheme, command, closed, hasLogin }: Other): Promise<void> {
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const [program, ...args] = command(port, folder);
  const proxy = startCommand([programPath(program!)!, ...args], { interactive: true });
  const stop = new AbortController();
  const peers = ["tcp", "tls"].map((each) =>
    listen(`${each}://127.0.0.1:0`, { tls: { cert, key } })
  );
  const ended = peers.map((each) =>
    serve(each, (conn) => conn.readable.pipeTo(conn.writable), {
      signal: stop.signal,
      onError: () => {},
    })
  );
  try {
    await listening(port);
    const url = `${scheme}://${hasLogin ? `${LOGIN}@` : ""}127.0.0.1:${port}`;
    const plain = peers[0]!.port;
    for (
      const place of [
        `127.0.0.1:${plain}`,
        `localhost:${plain}`,
        `tls://localhost:${peers[1]!.port}`,
      ]
    ) {
      const trust = place.startsWith("tls:") ? ["--ca", CERT_PATH] : [];
      const client = await startWithInput("connect", place, "--proxy", url, ...trust);
      await client.write("rain");
      // These proxies close both directions at the first end, so the answer has to come before it.
      await client.waitFor(/rain/, "out");
      const { code, out, err } = await client.end();
      assertEquals([place, out], [place, "rain"]);
      // The same closing may cut off the end of TLS, which must be told.
      if (code !== 75 || !place.startsWith("tls://")) assertEquals([code, err], [0, ""]);
      else assertMatch(err, /^sluice: Connection lost: /);
    }
    const refused = await runSluice(["connect", `127.0.0.1:${freePort()}`, "--proxy", url]);
    assertEquals([refused.code, refused.out], [69, ""]);
    assertMatch(refused.err, closed);
    if (!hasLogin) return;
    const without = `${scheme}://127.0.0.1:${port}`;
    const { code, err } = await runSluice(["connect", `127.0.0.1:${plain}`, "--proxy", without]);
    assertEquals(code, 69);
    assertMatch(err, /: it asks for a user and a password; use USER:PASSWORD@HOST in --proxy\n$/);
  } finally {
    await proxy.stop();
    stop.abort();
    await Promise.allSettled(ended);
    await Deno.remove(folder, { recursive: true });
  }
}

const REFUSED = /: connection refused; is a program listening there\?\n$/;

needs("microsocks", "connects through microsocks, with a login", () =>
  passes({
    scheme: "socks5",
    hasLogin: true,
    closed: REFUSED,
    command: (port) => `microsocks -i 127.0.0.1 -p ${port} -u ada -P secret`.split(" "),
  }));

needs("tinyproxy", "connects through tinyproxy, with a login", () =>
  passes({
    scheme: "http",
    hasLogin: true,
    closed: /: it answered 500 Unable to connect\n$/,
    command: (port, folder) => {
      const text = `Port ${port}\nListen 127.0.0.1\nBasicAuth ada secret\nAllow 127.0.0.1\n`;
      return ["tinyproxy", "-d", "-c", configured(folder, text)];
    },
  }));
