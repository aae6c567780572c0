/** Tests the servers and clients of docs/exercises.md against each other. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type AddressInfo, createServer } from "node:net";
import { childEnvironment } from "../../scripts/closed_network.ts";
import { run } from "../commands/run_sluice.ts";
import { freePort } from "../support/free_port.ts";
import type { Ended, Program } from "../support/process.ts";
import {
  type OwnProject,
  ownProject,
  type PrintedProgram,
  programOf,
  programs,
} from "./own_project.ts";

/** What a program that lacks a permission, or the flag of an unstable part, prints. */
const LACKS = /NotCapable|Requires \w+ access|listenDatagram is not a function/i;

const isWindows = Deno.build.os === "windows";

/** A program with another port than the page prints, because that one may be in use here. */
function at(file: string, port: number | string): PrintedProgram {
  const program = programOf(file);
  const moved = (text: string) => text.replaceAll(/127\.0\.0\.1:\d+/g, `127.0.0.1:${port}`);
  const flags = program.flags.map(moved);
  return { ...program, flags, args: program.args.map(moved), code: moved(program.code) };
}

/** The port that a server announces. */
async function portOf(server: Program, where: "out" | "err" = "out"): Promise<string> {
  return (await server.waitFor(/^listening on \S+:(\d+)\n/, where))[1]!;
}

/** Each flag, and the others. */
function withoutEach(flags: readonly string[]): [flag: string, others: string[]][] {
  return flags.map((flag) => [flag, flags.filter((each) => each !== flag)]);
}

/** A pair whose client shows an answer and ends. */
interface Pair {
  name: string;
  /** Lines that are typed. */
  typed?: string;
  shows: RegExp;
  /** Whether it needs programs of Unix. */
  isUnix?: boolean;
}

const PAIRS: Pair[] = [
  { name: "upper", shows: /^HELLO\n$/ },
  { name: "time", typed: "one\ntwo\n", shows: /^\[\w{3} .*\] one\n\[\w{3} .*\] two\n$/ },
  { name: "udp_time", shows: /^\[\w{3} .*\] hello\n$/ },
  { name: "remote", shows: /^\w+\n\S+\n$/, isUnix: true },
  {
    name: "ftp",
    shows: /^notes\.txt has 9 bytes\nnotes\.txt is stored, MD5 [0-9a-f]{32}\n$/,
  },
  { name: "gopher", shows: /^one\r\n\.two\r\n$/ },
];

for (const { name, typed = "", shows, isUnix = false } of PAIRS) {
  const server = at(`${name}_server.ts`, 0);
  const client = (port: string) => at(`${name}_client.ts`, port);

  Deno.test({
    name: `${server.heading}: the server and its client run with their lines`,
    ignore: isUnix && isWindows,
    async fn() {
      await using project = await ownProject();
      await using running = project.start(server);
      const printed = client(await portOf(running));
      const { code, out, err } = await project.start(printed, { stdin: typed }).ended;
      assertEquals([code, err], [0, ""]);
      assertMatch(out, shows);
      for (const [flag, flags] of withoutEach(printed.flags)) {
        const less = await project.start({ ...printed, flags }, { stdin: typed }).ended;
        assert(less.code !== 0, `${flag} is not needed`);
        assertMatch(less.err, LACKS, flag);
      }
    },
  });

  Deno.test({
    name: `${server.heading}: the server does not run without one of its flags`,
    ignore: isUnix && isWindows,
    async fn() {
      await using project = await ownProject();
      for (const [flag, flags] of withoutEach(server.flags)) {
        await using running = project.start({ ...server, flags });
        const port = await portOf(running).catch(() => undefined);
        if (port === undefined) assertMatch(running.err, LACKS, flag);
        else {
          const { code, out } = await project.start(client(port), { stdin: typed }).ended;
          assert(code !== 0 || !shows.test(out), `${flag} is not needed`);
        }
      }
    },
  });
}

Deno.test("A chat: members hear each other, and one who leaves is removed", async () => {
  await using project = await ownProject();
  await using server = project.start(at("chat_server.ts", 0));
  const member = at("chat_client.ts", await portOf(server));
  await using ada = project.start(member, { interactive: true });
  await using bob = project.start(member, { interactive: true });
  await server.waitFor(/^2 in the room\n/m, "out");
  server.out = "";
  await ada.write("good\x1b[2J morning\n");
  await bob.waitFor(/^good\[2J morning\n/, "out");
  await bob.write("hello\n");
  await ada.waitFor(/^hello\n/, "out");
  assertEquals((await ada.end()).code, 0);
  assertEquals((await server.waitFor(/\d+ in the room\n/, "out"))[0], "1 in the room\n");
  bob.kill("SIGKILL");
  await server.waitFor(/^0 in the room\n/m, "out");
});

Deno.test("Raw connect and listen: both directions arrive whole, and both ends succeed", async () => {
  await using project = await ownProject();
  const answer = "answer\n".repeat(50_000);
  const server = project.start(at("raw_listen.ts", 0), { stdin: answer });
  const connect = at("raw_connect.ts", await portOf(server, "err"));
  const client = project.start(connect, { stdin: "request\n".repeat(50_000) });
  const [ours, theirs] = await Promise.all([client.ended, server.ended]);
  assertEquals([ours.code, theirs.code], [0, 0], ours.err + theirs.err);
  assert(ours.out === answer);
  assertEquals(theirs.out.length, 8 * 50_000);
});

Deno.test('A tiny "ftp": the client stores nothing that its MD5 does not verify', async () => {
  await using project = await ownProject();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    using conn = await listener.accept();
    const buffer = new Uint8Array(100);
    const say = (text: string) => conn.write(new TextEncoder().encode(text));
    await conn.read(buffer);
    await say("5\n");
    await conn.read(buffer);
    await say(`hello${"0".repeat(32)}`);
    await conn.read(buffer);
  })();
  const { code, err } = await project.start(at("ftp_client.ts", listener.addr.port)).ended;
  await served;
  listener.close();
  assertEquals(code, 1);
  assertStringIncludes(err, "IntegrityError");
  const names = Array.from(Deno.readDirSync(project.path), ({ name }) => name);
  assert(!names.includes("notes.txt") && names.includes("notes.txt.part"));
});

/** An address where no program listens. */
function closedPlace(): string {
  return `127.0.0.1:${freePort()}`;
}

/** Runs the Gopher client with these words. */
function gopherClient(project: OwnProject, ...args: string[]): Promise<Ended> {
  return project.start({ ...programOf("gopher_client.ts"), args }).ended;
}

Deno.test("A Gopher client: each error has its own name", async () => {
  await using project = await ownProject();
  await using server = project.start(at("gopher_server.ts", 0));
  const place = `127.0.0.1:${await portOf(server)}`;
  const reset = createServer((conn) => void conn.once("data", () => conn.resetAndDestroy()));
  await new Promise<void>((resolve) => reset.listen(0, "127.0.0.1", resolve));
  const { port } = reset.address() as AddressInfo;
  const cases: [name: string, host: string, pattern: RegExp][] = [
    ["not found", place, /^not_found: .+\n$/],
    ["refused", closedPlace(), /^refused: Cannot connect to .+\n$/],
    ["an unknown name", "nowhere.invalid:70", /^name_unknown: .+\n$/],
    ["reset", `127.0.0.1:${port}`, /^reset: Connection lost: .+ reset it\n$/],
  ];
  for (const [name, host, pattern] of cases) {
    const { code, out, err } = await gopherClient(project, host, "/nothing");
    assertEquals([code, out], [1, ""], name);
    assertMatch(err, pattern, name);
  }
  await new Promise((resolve) => reset.close(resolve));
});

Deno.test("Names and numbers: the program answers for a host and a service", async () => {
  await using project = await ownProject();
  const printed = programOf("lookup.ts");
  const { code, out } = await project.start(printed).ended;
  assertEquals(code, 0);
  assertMatch(out, /^this machine is .+\n(localhost has \S+\n)+http is 80\/tcp\n/);
  for (const [flag, flags] of withoutEach(printed.flags)) {
    const less = await project.start({ ...printed, flags }).ended;
    assert(less.code !== 0, `${flag} is not needed`);
    assertMatch(less.err, LACKS, flag);
  }
});

Deno.test("the servers and clients type-check beside a deno.json with nothing else", async () => {
  await using project = await ownProject();
  const files = programs.filter(({ isWhole }) => !isWhole);
  for (const { file, code } of files) await Deno.writeTextFile(`${project.path}/${file}`, code);
  const args = ["check", "--quiet", "--unstable-net", ...files.map(({ file }) => file)];
  const env = { ...childEnvironment(), NO_COLOR: "1" };
  const { code, err } = await run(Deno.execPath(), { args, cwd: project.path, env });
  assertEquals([code, err], [0, ""]);
});

Deno.test("every server and client of the page is run here", () => {
  const pairs = PAIRS.flatMap(({ name }) => [`${name}_server.ts`, `${name}_client.ts`]);
  const others = ["chat_server.ts", "chat_client.ts", "raw_listen.ts", "raw_connect.ts"];
  const printed = programs.filter(({ isWhole }) => !isWhole).map(({ file }) => file);
  assertEquals([...pairs, ...others, "lookup.ts"].sort(), printed.sort());
});
