import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen } from "../../lib/socket/listen.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { cert, CERT_PATH, key, sha256Of } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { startProxy } from "../support/proxy_server.ts";
import { type Program, startWithInput, text } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";
import { nothingMore, until } from "../support/wait.ts";

/** Serves one connection; resolves to the service's result when the test is done. */
async function withPeer(
  scheme: "tcp" | "tls" | "unix",
  peer: (conn: Duplex) => Promise<void>,
  use: (address: string, flags: string[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const place = scheme === "unix"
    ? { scheme, path: `${folder}/s` }
    : { scheme, host: "127.0.0.1", port: 0 };
  const listener = listen(place, { tls: { cert, key } });
  const conns: Duplex[] = [];
  const serving = (async () => {
    for (let conn; (conn = await listener.accept()) !== undefined;) {
      conns.push(conn);
      await peer(conn).catch(() => {});
    }
  })();
  try {
    const flags = scheme === "tls" ? [`--ca=${CERT_PATH}`] : [];
    await use(listener.address, flags);
  } finally {
    listener.close();
    for (const conn of conns) conn.abort();
    await serving;
    await Deno.remove(folder, { recursive: true });
  }
}

async function say(conn: Duplex, words: string): Promise<void> {
  const writer = conn.writable.getWriter();
  await writer.write(new TextEncoder().encode(words));
  writer.releaseLock();
}

async function heard(conn: Duplex): Promise<string> {
  let words = "";
  for await (const chunk of readChunks(conn)) words += text(chunk);
  return words;
}

function connectTo(address: string, ...flags: string[]): Promise<Program> {
  return startWithInput("connect", address, ...flags);
}

for (const scheme of ["tcp", "tls", "unix"] as const) {
  Deno.test(`${scheme}, case A: writes the answer that comes after our end`, async () => {
    const peer = async (conn: Duplex) => {
      const question = await heard(conn);
      // The program does not end in the meantime.
      await nothingMore();
      await say(conn, question.toUpperCase());
      await conn.closeWrite();
    };
    await withPeer(scheme, peer, async (address, flags) => {
      const client = await connectTo(address, ...flags);
      await client.write("question");
      const { code, out, err } = await client.end();
      assertEquals([code, out, err], [0, "QUESTION", ""]);
    });
  });

  Deno.test(`${scheme}, cases B and C: the peer's end does not stop our sending`, async () => {
    const got = Promise.withResolvers<string>();
    const peer = async (conn: Duplex) => {
      await say(conn, "banner\n");
      await conn.closeWrite();
      got.resolve(await heard(conn));
    };
    await withPeer(scheme, peer, async (address, flags) => {
      const client = await connectTo(address, ...flags);
      await client.waitFor(/banner\n/, "out");
      // The program does not end in the meantime.
      await nothingMore();
      await client.write("late");
      const { code } = await client.end();
      assertEquals([code, await got.promise], [0, "late"]);
    });
  });

  Deno.test(`${scheme}, case D: --linger ends the wait for a peer that never ends`, async () => {
    const over = Promise.withResolvers<void>();
    const peer = async (conn: Duplex) => {
      await say(conn, "answer");
      await over.promise;
    };
    await withPeer(scheme, peer, async (address, flags) => {
      const client = await connectTo(address, "--linger=200ms", ...flags);
      await client.waitFor(/answer/, "out");
      const { code, err } = await client.end();
      assertEquals(code, 82);
      assertMatch(err, /did not end within 0.2 s/);
      over.resolve();
    });
  });

  Deno.test(`${scheme}: two million bytes come back complete after our end`, async () => {
    const peer = (conn: Duplex) => conn.readable.pipeTo(conn.writable);
    await withPeer(scheme, peer, async (address, flags) => {
      const client = await connectTo(address, ...flags);
      const data = crypto.getRandomValues(new Uint8Array(2_000_000).subarray(0, 65_536));
      const all = new Uint8Array(2_000_000).map((_, at) => data[at % data.length]! ^ (at >> 16));
      await client.write(all);
      const { code } = await client.end();
      assertEquals([code, client.bytes.length], [0, all.length]);
      assert(client.bytes.every((byte, at) => byte === all[at]));
    });
  });
}

Deno.test("--send-only writes nothing, and still waits for the peer's end", async () => {
  const got = Promise.withResolvers<string>();
  await withPeer("tcp", async (conn) => {
    await say(conn, "unwanted");
    got.resolve(await heard(conn));
    await conn.closeWrite();
  }, async (address) => {
    const client = await connectTo(address, "--send-only");
    await client.write("data");
    const { code, out } = await client.end();
    assertEquals([code, out.length, await got.promise], [0, 0, "data"]);
  });
});

Deno.test("--recv-only reads to the peer's end and ignores standard input", async () => {
  await withPeer("tcp", async (conn) => {
    await say(conn, "news");
    await conn.closeWrite();
  }, async (address) => {
    const { code, out } = await (await connectTo(address, "--recv-only")).ended;
    assertEquals([code, out], [0, "news"]);
  });
});

Deno.test("a line end split over two chunks gets one CR", async () => {
  let got = "";
  await withPeer("tcp", async (conn) => {
    for await (const chunk of readChunks(conn)) got += text(chunk);
    await conn.closeWrite();
  }, async (address) => {
    const client = await connectTo(address, "--crlf");
    await client.write("a\nb\r");
    await until(() => got.includes("b"), "the first piece has passed");
    await client.write("\nc\n");
    await client.end();
    assertEquals(got, "a\r\nb\r\nc\r\n");
  });
});

Deno.test("--hex, --record and --verbose show the bytes and the addresses", async () => {
  const folder = await Deno.makeTempDir();
  await withPeer("tcp", (conn) => conn.readable.pipeTo(conn.writable), async (address) => {
    const record = `${folder}/record`;
    const client = await connectTo(address, "--hex", `--record=${record}`, "--verbose");
    await client.write("hi\n");
    const { code, err } = await client.end();
    assertEquals(code, 0);
    assertMatch(err, /^Local tcp:\/\/127\.0\.0\.1:\d+, remote tcp:\/\/127\.0\.0\.1:\d+$/m);
    assertMatch(err, /^> 00000000 {2}68 69 0a .*\|hi\.\|$/m);
    assertMatch(err, /^< 00000000 {2}68 69 0a .*\|hi\.\|$/m);
    assertMatch(err, /Ended: 3 bytes sent, 3 received/);
    const lines = Deno.readTextFileSync(record).trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map(({ direction, data }) => [direction, atob(data)]), [
      ["sent", "hi\n"],
      ["received", "hi\n"],
    ]);
    const again = async (...flags: string[]) =>
      await (await connectTo(address, `--record=${record}`, ...flags)).end();
    const refused = await again();
    assertEquals(refused.code, 73);
    assertMatch(refused.err, /record" already exists; use --if-exists rename or overwrite\n$/);
    assertEquals((await again("--if-exists", "rename")).code, 0);
    assertEquals(Deno.readTextFileSync(`${folder}/record (1)`), "");
    assertEquals(Deno.readTextFileSync(record).trim().split("\n").length, 2);
    assertEquals((await again("--if-exists=overwrite")).code, 0);
    assertEquals(Deno.readTextFileSync(record), "");
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("--if-exists overwrite replaces a link of the record's name, not the file behind it", async () => {
  const folder = await Deno.makeTempDir();
  Deno.writeTextFileSync(`${folder}/other`, "mine");
  Deno.symlinkSync("other", `${folder}/record`);
  await withPeer("tcp", (conn) => conn.readable.pipeTo(conn.writable), async (address) => {
    const flags = [`--record=${folder}/record`, "--if-exists", "overwrite"];
    const client = await connectTo(address, ...flags);
    await client.write("hi\n");
    assertEquals((await client.end()).code, 0);
  });
  assertEquals(Deno.readTextFileSync(`${folder}/other`), "mine");
  assertEquals(Deno.lstatSync(`${folder}/record`).isFile, true);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("connects to a host and a port in two arguments, and to a port of this machine", async () => {
  const peer = (conn: Duplex) => conn.readable.pipeTo(conn.writable);
  await withPeer("tcp", peer, async (address) => {
    const port = address.split(":").at(-1)!;
    for (const words of [["127.0.0.1", port], [port], [`:${port}`], ["tcp://127.0.0.1", port]]) {
      const client = await startWithInput("connect", ...words);
      await client.write("hi\n");
      const { code, out, err } = await client.end();
      assertEquals([code, out, err], [0, "hi\n", ""], words.join(" "));
    }
    const probed = await runSluice(["connect", "--probe", "127.0.0.1", port]);
    assertEquals([probed.code, probed.out], [0, `${address} open\n`]);
    assertEquals((await runSluice(["connect", "--probe", port])).out, `${address} open\n`);
  });
});

Deno.test("looks up the ports of services", async () => {
  // 37 is a port below 1024, which nothing on a test machine listens on.
  const { code, err } = await runSluice(["connect", "127.0.0.1", "time"]);
  assertEquals(code, 69);
  assertMatch(err, /127\.0\.0\.1:37\b/);
});

for (
  const [words, reason] of [
    [["localhost", "htpp"], /a number from 1 to 65535 or a known service/],
    [["localhost", "99999"], /a number from 1 to 65535/],
    [["localhost", "0"], /a number from 1 to 65535/],
    [["0"], /a number from 1 to 65535/],
    [["localhost:80", "81"], /expected HOST PORT/],
    [["--probe", "localhost:0"], /a number from 1 to 65535/],
  ] as const
) {
  Deno.test(`connect ${words.join(" ")} is rejected with the reason`, async () => {
    const { code, err } = await runSluice(["connect", ...words]);
    assertEquals(code, 64);
    assertMatch(err, reason);
  });
}

Deno.test("exit codes distinguish why a connection fails", async () => {
  const codes: Record<string, number> = {
    [`127.0.0.1:${freePort()}`]: 69,
    "nowhere.invalid:80": 68,
    "unix:/nowhere/socket": 69,
    "127.0.0.1": 64,
    "127.0.0.1:99999": 64,
    "ftp://127.0.0.1:21": 64,
  };
  for (const [address, code] of Object.entries(codes)) {
    assertEquals([address, (await runSluice(["connect", address])).code], [address, code]);
  }
});

Deno.test("an unknown certificate ends with 83 before a byte is sent; --insecure warns", async () => {
  let count = 0;
  await withPeer("tls", async (conn) => {
    count += (await heard(conn)).length;
    await conn.closeWrite();
  }, async (address) => {
    for (const flags of [[], ["--source=127.0.0.9"]]) {
      const refused = await connectTo(address, ...flags);
      await refused.write("secret").catch(() => {});
      const { code, err } = await refused.end();
      assertEquals([code, count], [83, 0], `${flags}`);
      assertMatch(err, /certificate not trusted/);
    }
    const anyway = await connectTo(address, "--insecure");
    await anyway.write("secret");
    const ended = await anyway.end();
    assertEquals([ended.code, count], [0, 6]);
    assertMatch(ended.err, /not verified/);
  });
});

Deno.test("shows what --pin accepts, and sends once it is given", async () => {
  let count = 0;
  await withPeer("tls", async (conn) => {
    count += (await heard(conn)).length;
    await conn.closeWrite();
  }, async (address) => {
    const refused = await connectTo(address);
    await refused.write("secret").catch(() => {});
    const { code, err } = await refused.end();
    assertEquals([code, count], [83, 0]);
    const [flag = ""] = /--pin sha256:[0-9a-f]{64}$/m.exec(err) ?? [];
    const wrong = await connectTo(address, `--pin=${"0".repeat(64)}`, `--ca=${CERT_PATH}`);
    assertEquals([(await wrong.end()).code, count], [83, 0]);
    const right = await connectTo(address, ...flag.split(" "));
    await right.write("secret");
    const ended = await right.end();
    assertEquals([ended.code, ended.err, count], [0, "", 6]);
  });
});

Deno.test("connects through a proxy, and rejects one of another form or beside UDP", async () => {
  const place = "inside.test:80";
  await withPeer("tcp", async (conn) => {
    await say(conn, (await heard(conn)).toUpperCase());
    await conn.closeWrite();
  }, async (address) => {
    const to = { hostname: "127.0.0.1", port: Number(address.split(":").at(-1)) };
    for (const kind of ["socks5", "http"] as const) {
      await using proxy = startProxy({ kind, to });
      const client = await connectTo(place, `--proxy=${kind}://127.0.0.1:${proxy.port}`, "-v");
      await client.write("question");
      const { code, out, err } = await client.end();
      assertEquals([code, out, proxy.asked], [0, "QUESTION", [place]]);
      assertMatch(err, /remote tcp:\/\/inside\.test:80$/m);
    }
    await using refusing = startProxy({ kind: "http", refuse: "403 Forbidden", to });
    const url = `http://127.0.0.1:${refusing.port}`;
    const { code, err } = await runSluice(["connect", place, "--proxy", url]);
    assertEquals(code, 69);
    assertMatch(err, /^sluice: The proxy \S+ did not connect to \S+: it answered 403 Forbidden\n$/);
  });
  for (
    const words of [[place, "--proxy=x"], [`udp://${place}`, "--proxy=socks5://x"], [
      "127.0.0.1:80",
      "--probe",
      "--proxy=socks5://x",
    ]]
  ) assertEquals((await runSluice(["connect", ...words])).code, 64);
});

Deno.test("-v shows what TLS has negotiated, and the certificate of the server", async () => {
  await withPeer("tls", async (conn) => {
    await heard(conn);
    await conn.closeWrite();
  }, async (address, flags) => {
    const client = await connectTo(address, ...flags, "-v");
    await client.write("hello");
    const { code, err } = await client.end();
    assertEquals(code, 0);
    assertMatch(err, /^TLSv1\.3, TLS_\w+\nCertificate of .*, issued by .*\nValid from .*\n/m);
    assert(err.includes(`Fingerprint sha256:${await sha256Of(cert)}\n`), err);
  });
});

Deno.test("rejects a fingerprint of another form, and --pin beside --insecure", async () => {
  const place = "tls://127.0.0.1:1";
  const malformed = await runSluice(["connect", place, "--pin=sha1:ab"]);
  assertEquals(malformed.code, 64);
  assertMatch(malformed.err, /"sha1:ab" is not a SHA-256 fingerprint; expected sha256: and 64/);
  const both = await runSluice(["echo", place, "--insecure", `--pin=${"0".repeat(64)}`]);
  assertEquals(both.code, 64);
  assertMatch(both.err, /--pin and --insecure exclude each other/);
});

Deno.test("a peer that closes in the middle of our data is an error", async () => {
  await withPeer("tcp", async (conn) => {
    await conn.readable.getReader().read();
    conn.abort();
  }, async (address) => {
    const client = await connectTo(address);
    await client.write(new Uint8Array(20_000_000)).catch(() => {});
    const { code } = await client.end();
    assert(code === 75 || code === 81, `exit ${code}`);
  });
});

Deno.test("a reset ends with 81", async () => {
  const script = [
    "import socket,struct",
    "s=socket.create_server(('127.0.0.1',0));print(s.getsockname()[1],flush=True)",
    "c,_=s.accept();c.recv(1)",
    "c.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,struct.pack('ii',1,0));c.close()",
  ].join("\n");
  const python = new Deno.Command("python3", { args: ["-c", script], stdout: "piped" }).spawn();
  const { value } = await python.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
  const client = await connectTo(`127.0.0.1:${value!.trim()}`);
  await client.write("x");
  const { code, err } = await client.ended;
  assertEquals([code, /reset/.test(err)], [81, true], err);
  await python.status;
});

Deno.test("a standard output that is closed early ends it without a message", async () => {
  await withPeer("tcp", async (conn) => {
    while (true) await say(conn, "x".repeat(100_000));
  }, async (address) => {
    const script = `${
      new URL("../../scripts/sluice", import.meta.url).pathname
    } connect ${address} | head -c1; echo " \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", script],
      stdin: "null",
    })
      .output();
    assertEquals([text(stdout), text(stderr)], ["x 141\n", ""]);
  });
});

Deno.test("Ctrl-C ends it with 130", async () => {
  await withPeer("tcp", async (conn) => {
    await say(conn, "hello");
    await heard(conn);
  }, async (address) => {
    const client = await connectTo(address);
    await client.waitFor(/hello/, "out");
    assertEquals((await client.stop("SIGINT")).code, 130);
  });
});

Deno.test("--idle ends an idle connection with 75", async () => {
  await withPeer("tcp", async (conn) => void await heard(conn), async (address) => {
    const { code, err } = await (await connectTo(address, "--idle=100ms")).ended;
    assertEquals([code, /was idle/.test(err)], [75, true]);
  });
});

Deno.test("--source sets the local address", async () => {
  const from = Promise.withResolvers<string>();
  await withPeer("tcp", async (conn) => {
    from.resolve(conn.remoteAddr);
    await heard(conn);
    await conn.closeWrite();
  }, async (address) => {
    assertEquals((await (await connectTo(address, "--source=127.0.0.7")).end()).code, 0);
    assertMatch(await from.promise, /^tcp:\/\/127\.0\.0\.7:/);
  });
});

Deno.test("rejects socket options that the runtime lacks, with the reason", async () => {
  await withPeer("tcp", async (conn) => {
    await heard(conn);
    await conn.closeWrite();
  }, async (address) => {
    const options = ["--option=nodelay=off", "--option=keepalive"];
    assertEquals((await (await connectTo(address, ...options)).end()).code, 0);
    const { code, err } = await (await connectTo(address, "--option=ttl=3")).ended;
    assertEquals([code, /Cannot set "ttl=3": the runtime/.test(err)], [64, true]);
  });
});

Deno.test("refuses --ttl and --interface where they cannot be", async () => {
  for (
    const [words, reason] of [
      [["--ttl=3", "127.0.0.1:9"], /--ttl works over UDP only/],
      [["--ttl=0", "udp://127.0.0.1:9"], /--ttl needs a number from 1 to 255, not 0/],
      [["--ttl=256", "udp://127.0.0.1:9"], /--ttl needs a number from 1 to 255, not 256/],
      [["--interface=lo", "127.0.0.1:9"], /--interface works over UDP only/],
      [["--interface=none", "udp://127.0.0.1:9"], /--interface needs a network interface/],
    ] as const
  ) {
    const { code, err } = await runSluice(["connect", ...words]);
    assertEquals([code, reason.test(err)], [64, true], err);
  }
});

Deno.test("--probe reports open and closed ports, and sends nothing", async () => {
  const lengths: number[] = [];
  await withPeer(
    "tcp",
    async (conn) => void lengths.push((await heard(conn)).length),
    async (address) => {
      const open = await runSluice(["connect", "--probe", address]);
      assertEquals([open.code, open.out], [0, `${address} open\n`]);
      const closed = await runSluice(["connect", "--probe", "127.0.0.1:1"]);
      assertEquals([closed.code, closed.out], [69, "tcp://127.0.0.1:1 closed\n"]);
      const port = Number(address.split(":").at(-1));
      const range = await runSluice(["connect", "--probe", `127.0.0.1:1-3,${port}`]);
      assertEquals([range.code, range.out], [0, `${address} open\n`]);
      assertMatch(range.err, /1 open, 3 closed, 0 without an answer/);
      const named = await runSluice(["connect", "--probe", "127.0.0.1", "tcpmux"]);
      assertEquals([named.code, named.out], [69, "tcp://127.0.0.1:1 closed\n"]);
      const scan = await runSluice(["connect", "--probe", "192.0.2.1:1-17"]);
      assertEquals([scan.code, /not in a local network/.test(scan.err)], [64, true], scan.err);
      const udp = await runSluice(["connect", "--probe", "udp://127.0.0.1:9"]);
      assertEquals([udp.code, /does not work over UDP/.test(udp.err)], [64, true], udp.err);
    },
  );
  assertEquals(lengths.every((length) => length === 0), true);
});
