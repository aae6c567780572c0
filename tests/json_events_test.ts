import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { loadCommands } from "../commands/all.ts";
import { configInForce } from "../scripts/closed_network.ts";
import { permissionFlags } from "../scripts/permissions.ts";
import { startProxy } from "./chaos/proxy.ts";
import { Random } from "./chaos/random.ts";
import {
  documented,
  here,
  inFolder,
  judged,
  named,
  plain,
  receive,
  schema,
  seen,
  send,
  told,
  urlOf,
} from "./json_events.ts";
import { check } from "./json_schema.ts";
import { deepFolder } from "./support/folder.ts";
import { eventsOf, start, startCommand } from "./support/program.ts";
import { pause, until } from "./support/wait.ts";
import { ScriptedDevice } from "./web/localsend/scripted_device.ts";
import { needing } from "./support/needs.ts";

const commands = await loadCommands();
/** What a client of drop is told of its text. */
const SHOWN = "Shown in the terminal; not stored\n";

Deno.test("the schema checker finds errors, and rejects unknown keywords", () => {
  const good = {
    event: "done",
    files: 1,
    bytes: 2,
    failed: 0,
    transferred: 2,
    elapsed: 1,
    exit: 0,
  };
  const faults = (value: unknown) => check(schema, value, schema, true);
  assertEquals(faults(good), []);
  assertEquals(faults({ ...good, files: -1 }), ["files is below 0"]);
  assertEquals(faults({ ...good, files: "1" }), ["files is no integer"]);
  assertEquals(faults({ ...good, more: 1 }), ["has more, which is not in the schema"]);
  assertEquals(check(schema, { ...good, more: 1 }), []);
  assertEquals(faults({ event: "done" }).length, 1);
  assertEquals(faults({ event: "gone" }), ["fits none of the schemas"]);
  assertEquals(faults({ event: "accepted", peer: "nowhere" }).length, 1);
  assertThrows(() => check({ allOf: [] }, 1), TypeError, "unknown keyword allOf");
});

Deno.test("both sides of a transfer write the documented events", async () => {
  await inFolder(async (folder) => {
    const receiver = await receive(folder, ...here, "--once");
    const to = ["--to", `127.0.0.1:${await receiver.port()}`];
    const sender = await send(folder, ...to, "--limit", "400k", "source/tree");
    for (const program of [sender, receiver]) {
      const events = await judged(program, 0);
      const order = events.map(({ event }) => event as string).filter((event) =>
        !["listening", "progress", "file_skipped"].includes(event)
      );
      const file = ["file_started", "file_done"];
      assertEquals(order, ["offered", "accepted", ...file, ...file, ...file, "done"]);
      const [done] = named(events, "done");
      assertEquals([done!.files, done!.bytes, done!.failed], [3, 300_010, 0]);
      const progress = named(events, "progress");
      assert(progress.length > 0, "it took most of a second");
      // The clock begins when both sides agree, a little before or after the first tick.
      assert(
        progress.length <= (done!.elapsed as number) * 10 + 2,
        `${progress.length} in a second`,
      );
    }
  });
});

Deno.test("both sides of a text write the documented events, and none of a file", async () => {
  await inFolder(async (folder) => {
    const text = "one\ntwo \x1b[2J 🙂\u202e";
    const receiver = await receive(folder, ...here, "--once");
    const to = ["--to", `127.0.0.1:${await receiver.port()}`];
    const sender = await start(["send", ...plain, ...to, "--text", "-"], { stdin: text });
    for (const program of [sender, receiver]) {
      const events = await judged(program, 0);
      const order = events.map(({ event }) => event as string)
        .filter((event) => !["listening", "progress"].includes(event));
      const shown = program === receiver ? ["text"] : [];
      assertEquals(order, ["offered", "accepted", ...shown, "done"]);
      assertEquals(named(events, "offered")[0]!.text, true);
      const [done] = named(events, "done");
      assertEquals([done!.files, done!.bytes], [0, new TextEncoder().encode(text).length]);
      for (const event of named(events, "text")) assertEquals(event.text, text);
    }
  });
});

Deno.test("events report skipped files and links, with the reason", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "inbox/tree"));
    await Deno.writeTextFile(join(folder, "inbox/tree/a"), "mine");
    const sender = await send(folder, ...here, "source/tree");
    const from = ["--from", `127.0.0.1:${await sender.port()}`, "--if-exists", "skip"];
    const skipped = named(await judged(await receive(folder, ...from), 0), "file_skipped");
    assertEquals(skipped.map(({ path }) => path), ["tree/a"]);
    const passed = named(await judged(sender, 0), "file_skipped").map(({ path }) => path);
    assertEquals(passed.sort(), ["tree/a", "tree/link"]);
  });
});

Deno.test("the receiver reports the new name of an entry whose name exists", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "inbox/tree"));
    await Deno.writeTextFile(join(folder, "inbox/tree/a"), "mine");
    const sender = await send(folder, ...here, "source/tree");
    const from = ["--from", `127.0.0.1:${await sender.port()}`, "--if-exists", "rename"];
    const received = await judged(await receive(folder, ...from), 0);
    const [renamed] = named(received, "file_renamed");
    assertEquals(renamed!.path, "tree/a");
    assertEquals((await Deno.stat(join(folder, "inbox", renamed!.name as string))).size, 10);
    for (const events of [received, await judged(sender, 0)]) {
      assertEquals(named(events, "done")[0]!.renamed, 1);
    }
  });
});

Deno.test("both sides report what a disk cannot store, and the adapted name", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "names/tree"), { recursive: true });
    const name = `${"n".repeat(200)}.txt`;
    for (const each of [name, "short"]) {
      await Deno.writeTextFile(join(folder, "names/tree", each), "abc");
    }
    for (const how of ["keep", "adapt"]) {
      const into = deepFolder(join(await Deno.realPath(folder), how), 100);
      const words = ["receive", ...plain, "--yes", ...here, "--once", "--into", into];
      const receiver = await start([...words, "--names", how], { cwd: folder });
      const to = ["--to", `127.0.0.1:${await receiver.port()}`];
      const isKept = how === "keep";
      const sent = await judged(await send(folder, ...to, "names/tree"), isKept ? 1 : 0);
      const received = await judged(receiver, isKept ? 1 : 0);
      const path = `tree/${name}`;
      for (const events of [sent, received]) {
        const failed = named(events, "file_failed").map(({ path, code }) => [path, code]);
        assertEquals(failed, isKept ? [[path, "cannot_create"]] : []);
        const { files, bytes, failed: count } = named(events, "done")[0]!;
        assertEquals([files, bytes, count], isKept ? [1, 3, 1] : [2, 6, 0]);
      }
      const stored = Array.from(Deno.readDirSync(join(into, "tree")), ({ name }) => name).sort();
      const adapted = named(received, "name_adapted");
      assertEquals(adapted.length, isKept ? 0 : 1);
      if (isKept) {
        assertEquals(stored, ["short"]);
      } else {
        const [{ path: from, name: at }] = adapted as [Record<string, string>];
        assertEquals([from, at], [path, `tree/${stored[0]}`]);
        assert(/^n{10,199}\.txt$/.test(stored[0]!), stored[0]);
        assertEquals(await Deno.readTextFile(join(into, at!)), "abc");
      }
    }
  });
});

Deno.test("standard input has a size of null, and no total", async () => {
  await inFolder(async (folder) => {
    const receiver = await receive(folder, ...here, "--once");
    const to = ["--to", `127.0.0.1:${await receiver.port()}`, "--name", "piped"];
    await judged(await send(folder, ...to, "-"), 0);
    const [started] = named(await judged(receiver, 0), "file_started");
    assertEquals(started!.size, null);
  });
});

Deno.test("reports a lost connection, a killed sender, and what was kept", async () => {
  await inFolder(async (folder) => {
    const receiver = await receive(folder, ...here, "--once", "--retry", "20s");
    const cut = { at: 200_000, kind: "cut" as const, wait: 0 };
    const proxy = startProxy(
      await receiver.port(),
      [{ faults: [cut], piece: 9000 }],
      new Random(1),
    );
    const to = ["--to", proxy.address, "--retry", "20s"];
    const sender = await send(folder, ...to, "source/tree");
    for (const program of [sender, receiver]) {
      const events = await judged(program, 0);
      assertEquals(named(events, "lost").length, 1);
      assert(named(events, "file_started").some(({ offset }) => offset as number > 0));
    }
    await proxy.close();
  });
});

Deno.test("a file that has changed since starts over; unfinished transfers are listed and removed", async () => {
  await inFolder(async (folder) => {
    const part = async () => {
      // With a limit content is sent in small frames, so a part of the file is kept at the cut.
      const slowly = ["--retry", "0", "--limit", "2M"];
      const sender = await send(folder, ...here, ...slowly, "source/tree");
      const faults = [{ at: 250_000, kind: "cut" as const, wait: 0 }];
      const proxy = startProxy(await sender.port(), [{ faults, piece: 9000 }], new Random(1));
      const receiver = await receive(folder, "--from", proxy.address, "--retry", "0");
      for (const program of [sender, receiver]) {
        assertEquals((await judged(program, 75)).at(-1)!.event, "error");
      }
      await proxy.close();
    };
    const partials = async (...flags: string[]) =>
      await judged(await start(["receive", "--json", ...flags, "inbox"], { cwd: folder }), 0);
    await part();
    assertEquals((await partials("--list-partial"))[0]!.discarded, false);
    await Deno.writeFile(join(folder, "source/tree/b"), new Random(9).bytes(300_000));
    const sender = await send(folder, ...here, "source/tree");
    const receiver = await receive(folder, "--from", `127.0.0.1:${await sender.port()}`);
    for (const program of [sender, receiver]) {
      const events = await judged(program, 0);
      assertEquals(named(events, "file_restarted").map(({ path }) => path), ["tree/b"]);
    }
    await Deno.remove(join(folder, "inbox/tree"), { recursive: true });
    await part();
    assertEquals((await partials("--discard-partial"))[0]!.discarded, true);
    assertEquals((await partials("--list-partial")).map(({ event }) => event), ["done"]);
  });
});

Deno.test("a side with many peers names the peer of each event, and of each failure", async () => {
  await inFolder(async (folder) => {
    const sender = await send(folder, ...here, "--keep", "source/tree");
    const from = ["--from", `127.0.0.1:${await sender.port()}`];
    await judged(await receive(folder, ...from), 0);
    // The same names again: this receiver declines.
    await judged(await receive(folder, ...from), 73);
    await told(sender, '"failed","peer"');
    sender.kill("SIGINT");
    const events = await judged(sender, 130);
    assert(named(events, "file_done").every(({ peer }) => typeof peer === "string"));
    assertEquals(named(events, "failed").map(({ code, exit }) => [code, exit]), [["exists", 1]]);
  });
});

Deno.test("a file that disappears while it is offered fails by name", async () => {
  await inFolder(async (folder) => {
    const sender = await send(folder, ...here, "--keep", "--limit", "200k", "source/tree");
    const receiver = await receive(folder, "--from", `127.0.0.1:${await sender.port()}`);
    await told(sender, '"path":"tree/b"');
    await Deno.remove(join(folder, "source/tree/empty"));
    const [failed] = named(await judged(receiver, 1), "file_failed");
    assertEquals(failed!.path, "tree/empty");
    sender.kill("SIGTERM");
    await judged(sender, 143);
  });
});

Deno.test("reports browsers' downloads, also interrupted and rejected ones", async () => {
  await inFolder(async (folder) => {
    await Deno.truncate(join(folder, "source/tree/b"), 50_000_000);
    const web = ["--json", ...here];
    const share = await start(["share", ...web, "--once", "source/tree"], { cwd: folder });
    const url = await urlOf(share);
    assertEquals((await fetch(new URL("/wrong", url))).status, 404);
    await told(share, '"turned_away"');
    const broken = await fetch(`${url}b`);
    const reader = broken.body!.getReader();
    await reader.read();
    await told(share, '"progress"');
    await reader.cancel();
    await told(share, '"download_cut"');
    assertEquals((await (await fetch(`${url}a`)).bytes()).length, 10);
    const events = await judged(share, 0);
    assertEquals(named(events, "download_done").map(({ path, bytes }) => [path, bytes]), [[
      "tree/a",
      10,
    ]]);
    assertEquals(events.slice(-2).map(({ event }) => event), ["closed", "done"]);
  });
});

Deno.test("a file that is fetched in two parts counts as one", async () => {
  await inFolder(async (folder) => {
    const words = ["share", "--json", ...here, "--once", "source/tree"];
    const share = await start(words, { cwd: folder });
    const url = await urlOf(share);
    for (const range of ["bytes=0-4", "bytes=5-9"]) {
      assertEquals((await (await fetch(`${url}a`, { headers: { range } })).bytes()).length, 5);
    }
    const events = await judged(share, 0);
    assertEquals(named(events, "download_done").map(({ whole }) => whole), [false, true]);
    const [closed] = named(events, "closed");
    assertEquals([closed!.files, closed!.bytes], [1, 10]);
    assertStringIncludes(share.err, "Done: 1 file downloaded (10 B)");
  });
});

Deno.test("share writes the documented events of a LocalSend device", async () => {
  await inFolder(async (folder) => {
    const words = ["share", "--json", ...here, "--localsend", "--yes", "--once", "source/tree/a"];
    const share = await start(words, { cwd: folder });
    const api = new URL("/api/localsend/v2/", await urlOf(share)).href;
    const registered = await fetch(`${api}register`, {
      method: "POST",
      body: JSON.stringify({ alias: "Nice", port: 9, protocol: "http", fingerprint: "x" }),
    });
    await registered.body?.cancel();
    const list = await (await fetch(`${api}prepare-download`, { method: "POST" })).json();
    const file = await fetch(`${api}download?sessionId=${list.sessionId}&fileId=0`);
    assertEquals((await file.bytes()).length, 10);
    const [asked] = named(await judged(share, 0), "download_asked");
    assertEquals([asked!.alias, asked!.files, asked!.bytes], ["Nice", 1, 10]);
  });
});

Deno.test("drop and share write the documented events of texts", async () => {
  await inFolder(async (folder) => {
    const drop = await start(["drop", "--json", ...here, "inbox", "--once"], { cwd: folder });
    const body = new URLSearchParams({ text: "one\n\x1b[2J" });
    assertEquals(await (await fetch(await urlOf(drop), { method: "POST", body })).text(), SHOWN);
    const [text] = named(await judged(drop, 0), "text");
    assertEquals(text!.text, "one\n\x1b[2J");
    const words = ["share", "--json", ...here, "--text", "one\ntwo", "--once"];
    const share = await start(words, { cwd: folder });
    assertEquals(await (await fetch(`${await urlOf(share)}~text`)).text(), "one\ntwo");
    const done = named(await judged(share, 0), "download_done");
    assertEquals(done.map(({ path, bytes }) => [path, bytes]), [["~text", 7]]);
  });
});

Deno.test("reports browsers' uploads, also failed ones", async () => {
  await inFolder(async (folder) => {
    const args = ["drop", "--json", ...here, "inbox", "--if-exists", "skip", "--password", "--tls"];
    const drop = await start(args, { cwd: folder });
    const serving = JSON.parse((await urlOf(drop), drop.out.split("\n", 1)[0]!));
    assertEquals(serving.encrypted, true);
    drop.kill("SIGINT");
    await judged(drop, 130);

    const plainDrop = await start(args.slice(0, -2), { cwd: folder });
    const url = await urlOf(plainDrop);
    const put = async (name: string, body: BodyInit, headers = {}) => {
      const answer = await fetch(url + name, { method: "PUT", body, headers });
      await answer.body?.cancel();
      return answer.status;
    };
    assertEquals(await put("a", "content"), 201);
    assertEquals(await put("a", "content"), 200);
    assertEquals(await put(".bashrc", "content"), 403);
    assertEquals(await put("empty/", ""), 201);
    const stop = new AbortController();
    const endless = new ReadableStream({
      async pull(controller) {
        controller.enqueue(new Uint8Array(100_000));
        // At full speed it would write gigabytes before the first progress event.
        await pause(1);
      },
    });
    const range = { "content-range": "bytes 0-999999999/1000000000" };
    const sending = fetch(`${url}b`, {
      method: "PUT",
      body: endless,
      headers: range,
      signal: stop.signal,
    });
    await told(plainDrop, '"progress"');
    stop.abort();
    await sending.catch(() => {});
    await told(plainDrop, '"upload_cut"');
    plainDrop.kill("SIGTERM");
    const events = await judged(plainDrop, 143);
    assertEquals(named(events, "upload_failed")[0]!.code, "declined");
    assertEquals(named(events, "upload_skipped").length, 1);
    assertEquals(named(events, "folder_created").map(({ path }) => path), ["empty"]);
  });
});

Deno.test("a mistake on any command's line is an event", async () => {
  for (const { name } of commands) {
    const program = await start([name, "--json", "--no-such-flag"], { cwd: "." });
    assertEquals((await judged(program, 64)).map(({ code }) => code), ["usage"]);
  }
});

const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name;
const FOUND: string[] = [
  "candidate_failed",
  "check",
  "code",
  "not_accepted",
  "peer",
  "wrong_code",
];

Deno.test({
  ...needing(
    "reports a code, a wrong one, the announcing senders and the checks of doctor",
    LOOPBACK === undefined && "interface with 127.0.0.1",
  ),
}, async () => {
  await inFolder(async (folder) => {
    const found = ["--json", "--interface", LOOPBACK!];
    const into = ["--into", "inbox", "--yes"];
    const run = (...args: string[]) => start(args, { cwd: folder });
    const sender = await run("send", "source/tree", ...found);
    await told(sender, '"event":"code"');
    const code = eventsOf(sender).find(({ event }) => event === "code")!.code as string;
    const [channel] = code.split("-");
    const peers = named(await judged(await run("peers", ...found), 0), "peer");
    assert(peers.some((peer) => peer.channel === Number(channel)));
    const checks = named(await judged(await run("doctor", ...found), 0), "check");
    assert(checks.length > 0 && checks.every(({ ok }) => ok));
    const wrong = await judged(await run("receive", `${channel}-zoo-zoo`, ...found, ...into), 1);
    assertEquals(named(wrong, "candidate_failed").length, 1);
    await Deno.mkdir(join(folder, "inbox/tree"));
    await judged(await run("receive", code, ...found, ...into), 73);
    await Deno.remove(join(folder, "inbox/tree"));
    await judged(await run("receive", code, ...found, ...into), 0);
    assertEquals(named(await judged(sender, 0), "not_accepted")[0]!.code, "exists");
    const [guessed] = named(await judged(sender, 0), "wrong_code");
    assertEquals(guessed!.left, 2);
  });
});

Deno.test(
  "services and their clients write events",
  { timeout: 180_000 },
  async () => {
    await inFolder(async (folder) => {
      const run = async (code: number, ...args: string[]) =>
        await judged(await start([...args, "--json"], { cwd: folder }), code);
      const serving = async (use: (place: string) => Promise<void>, ...args: string[]) => {
        const server = await start(
          ["serve", ...args, "--listen=127.0.0.1:0", "--json"],
          { cwd: folder },
        );
        await use(`127.0.0.1:${await server.port()}`);
        server.kill("SIGTERM");
        return await judged(server, 143);
      };
      await serving(async (place) => {
        assertEquals(named(await run(0, "echo", place, "hi"), "answer")[0]!.text, "HI\n");
      }, "echo");
      await serving(async (place) => {
        assertEquals((await run(0, "time", "--kind=clock", place)).length, 2);
      }, "clock");
      const heard = await serving(async (place) => {
        const events = await run(0, "chat", place);
        assertEquals(events[0]!.event, "line");
      }, "chat");
      assertEquals(named(heard, "line").length, 2);
      const served = await serving(
        async (place) => {
          const events = await run(1, "get", place, "a", "nothing", "--into", "inbox");
          assertEquals(events.map(({ event }) => event), ["file_done", "file_failed", "done"]);
          await run(0, "get", place, "b", "--digest=sha256", "--into", "inbox");
          await run(0, "get", place, "--list");
        },
        "files",
        "source/tree",
      );
      assert(named(served, "log").length >= 3);
      await serving(
        async (place) => {
          assert(named(await run(0, "gopher", place), "item").length > 2);
          assertEquals((await run(0, "gopher", `${place}/0/a`)).at(-2)!.event, "answer");
          await run(0, "gopher", `${place}/hURL:https://example.org/`);
          await run(0, "connect", "--probe", place);
        },
        "gopher",
        "source/tree",
      );
      await run(0, "lookup");
      await run(0, "lookup", "http", "localhost", "127.0.0.1");
      await run(1, "lookup", "nothing/tcp");
      await run(1, "lookup", "--fqdn", "nowhere.invalid");
      await run(64, "connect", "127.0.0.1:9");
    });
  },
);

Deno.test("a relay reports each connection, each failure, and the sum", async () => {
  await inFolder(async (folder) => {
    const run = (...args: string[]) => start([...args, "--json"], { cwd: folder });
    const server = await run("serve", "echo", ...here);
    const relay = await run("relay", "127.0.0.1:0", `127.0.0.1:${await server.port()}`);
    const place = `127.0.0.1:${await relay.port()}`;
    await judged(await run("echo", place, "hi"), 0);
    await told(relay, "relayed");
    server.kill("SIGTERM");
    await server.ended;
    await judged(await run("echo", place, "hi"), 75);
    await until(() => named(eventsOf(relay), "relayed").length === 2, "the second end");
    relay.kill("SIGTERM");
    const events = await judged(relay, 143);
    assertEquals(events.map(({ event }) => event), [
      "listening",
      "relayed",
      "failed",
      "relayed",
      "total",
      "error",
    ]);
    const { event: _event, ...total } = events.at(-2)!;
    assertEquals(total, { connections: 2, failed: 1, sent: 3, received: 3 });
  });
});

Deno.test("a full name is an event", () => {
  // Whether this machine has one is unknown, so only the form of the event is checked.
  const event = { event: "full_name", host: "ada", name: "ada.example" };
  assertEquals(check(schema, event, schema, true), []);
  seen.add(event.event);
});

Deno.test("sends to a LocalSend device", async () => {
  await using device = await ScriptedDevice.start();
  await inFolder(async (folder) => {
    const env = { XDG_STATE_HOME: folder };
    const to = `--localsend=${device.address}`;
    const sender = await start(["send", "source/tree", "--json", to], { cwd: folder, env });
    const events = await judged(sender, 0);
    assertEquals(named(events, "device")[0]?.alias, "Device");
    assertEquals(named(events, "file_done").length, 3);
  });
});

Deno.test("reports what discovery cannot do", async () => {
  const probe = new URL("discovery/no_multicast_probe.ts", import.meta.url).pathname;
  const config = `--config=${await configInForce()}`;
  const flags = ["--quiet", "--no-check", config, ...await permissionFlags("plain")];
  const words = ["peers", "--json", "--interface", "lo"];
  await using program = startCommand([Deno.execPath(), "run", ...flags, probe, ...words]);
  const { code, out, err } = await program.ended;
  const events = out.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  for (const event of events) assertEquals(check(schema, event, schema, true), []);
  const [told] = events.filter(({ event }) => event === "discovery_problem").slice(-1);
  assertStringIncludes(told?.message ?? err, "cannot join multicast groups; use a newer one");
  assertEquals(code, 0);
  seen.add("discovery_problem");
});

Deno.test("every documented event occurred", () => {
  if (LOOPBACK === undefined) FOUND.forEach((event) => seen.add(event));
  assertEquals([...seen].sort(), documented.sort());
});
