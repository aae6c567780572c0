/** Runs each line that is printed for `deno run`, as it is, and without each of its flags. */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { echo } from "../../lib/services/echo.ts";
import { chat } from "../../lib/services/chat.ts";
import { files } from "../../lib/services/files.ts";
import { gopher } from "../../lib/services/gopher.ts";
import { time } from "../../lib/services/time.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { dial } from "../../lib/socket/dial.ts";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { listen } from "../../lib/socket/listen.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { type ConnectionService, serve } from "../../lib/socket/serve.ts";
import { unixDatagramSocket } from "../../lib/socket/unix_datagram.ts";
import { serveDatagrams } from "../../lib/socket/serve_datagrams.ts";
import { cert, CERT_PATH, key, KEY_PATH } from "../support/certificate.ts";
import { startProxy } from "../support/proxy_server.ts";
import { PATIENCE } from "../support/wait.ts";
import { flagsOf, type Line, pages, start } from "./permission_lines.ts";

const folder = Deno.realPathSync(Deno.makeTempDirSync());
const within = (name: string) => join(folder, name);
const SECRET = "correct horse battery";

Deno.mkdirSync(within("holiday"));
Deno.writeTextFileSync(within("holiday/a.txt"), "rain\n");
Deno.writeTextFileSync(within("secret"), `${SECRET}\n`, { mode: 0o600 });

/** Peers in this process. */
const closing = new AbortController();
const loops: Promise<void>[] = [];

function served(service: ConnectionService, at = "127.0.0.1:0", tls?: typeof TLS): string {
  const listener = listen(at, tls && { tls });
  loops.push(serve(listener, service, { signal: closing.signal, log: () => {} }));
  return listener.address.replace(/^\w+:\/\//, "");
}

const TLS = { cert, key };
const ECHO = served(echo.start().connection);
const ECHO_TLS = served(echo.start().connection, "tls://127.0.0.1:0", TLS);
const ROOM = chat.start().connection;
const CHAT = served(ROOM);
const CHAT_TLS = served(ROOM, "tls://127.0.0.1:0", TLS);
served(ROOM, `unix:${within("chat.sock")}`);
const SHARED = files.start({ folder: within("holiday") }).connection;
const FILES = served(SHARED);
const FILES_TLS = served(SHARED, "tls://127.0.0.1:0", TLS);
served(SHARED, `unix:${within("files.sock")}`);
const HOLE = gopher.start({ folder: within("holiday") }).connection;
const GOPHER = served(HOLE);
const GOPHER_TLS = served(HOLE, "tls://127.0.0.1:0", TLS);
const TIME = served(time.start().connection);
const SOCKET = within("echo.sock");
served(echo.start().connection, `unix:${SOCKET}`);
const datagrams = datagramSocket("127.0.0.1:0");
loops.push(
  serveDatagrams(datagrams, (bytes) => echo.start().datagram(bytes, "udp://127.0.0.1:1"), {
    signal: closing.signal,
    log: () => {},
  }),
);
const PROXY = startProxy({
  kind: "socks5",
  to: { hostname: "127.0.0.1", port: Number(ECHO.split(":")[1]) },
});
const UDP_PORT = datagrams.port;
const UDP = `127.0.0.1:${UDP_PORT}`;

/** Resolves to whether the program did what it is for. */
type Trial = (flags: readonly string[]) => Promise<boolean>;

/** Folders for output, a new one for each run. */
let count = 0;
const fresh = () => {
  const path = within(`out-${count++}`);
  Deno.mkdirSync(path);
  return path;
};

interface ClientOptions {
  stdin?: string;
  env?: Record<string, string>;
}

/** A program that ends by itself. */
function client(args: readonly string[], expected: RegExp, options: ClientOptions = {}): Trial {
  return async (flags) => {
    const { code, out } = await start(flags, args, { stdin: "", ...options }).ended;
    return code === 0 && expected.test(out);
  };
}

/** A program that listens, and whose client decides. */
function server(
  args: readonly string[],
  talk: (port: number, flags: readonly string[]) => Promise<boolean>,
  options: ClientOptions = {},
): Trial {
  return async (flags) => {
    await using program = start(flags, args, options);
    const address = /Listening on unix:|(?:Listening on \w+:\/\/|http:\/\/)[^:\n]*:(\d+)/;
    const first = await program.waitFor(address).catch(() => undefined);
    if (first === undefined) return false;
    const works = await talk(Number(first[1]), flags);
    await program.stop();
    return works;
  };
}

/** Says a line, ends, and returns the whole answer. */
async function ask(conn: Duplex, text: string): Promise<string> {
  const writer = conn.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await conn.closeWrite();
  let answer = "";
  for await (const chunk of readChunks(conn)) answer += new TextDecoder().decode(chunk);
  return answer;
}

const answers = (text: string, expected: RegExp) => async (port: number) =>
  expected.test(await ask(await dial(`127.0.0.1:${port}`), text));

async function answersDatagram(port: number): Promise<boolean> {
  using socket = datagramSocket("127.0.0.1:0");
  await socket.send(new TextEncoder().encode("x"), `udp://127.0.0.1:${port}`);
  const timer = setTimeout(() => socket.close(), PATIENCE);
  const answer = await socket.receive();
  clearTimeout(timer);
  return answer !== undefined;
}

/** A trial, and the line that it runs. */
interface Case extends Line {
  trial: Trial;
}

const place = (address: string) => ({ "HOST:PORT": address });
const ANY_PORT = place("127.0.0.1:0");
const socketLine = { when: "unix:SOCKET", values: { SOCKET } };
const own = (name: string) => ({ when: "unix:SOCKET", values: { SOCKET: within(name) } });
const udpLine = { when: "udp://HOST:PORT", values: place(UDP) };
const nameLine = {
  when: "udp://NAME:PORT, which has this ADDRESS",
  values: { NAME: "localhost", "ADDRESS:PORT": UDP },
};
const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name ??
  "lo";
const familyLine = (address: string) => ({
  when: "-4 or -6 and NAME, which has this ADDRESS",
  values: { NAME: "localhost", "ADDRESS:PORT": address },
});
const says = { stdin: "hello\n" };
const byName = (address: string) => address.replace("127.0.0.1", "localhost");
const listening = ["--listen", "127.0.0.1:0"];

const CASES: Case[] = [
  { page: "connect", values: place(ECHO), trial: client(["connect", ECHO], /HELLO/, says) },
  {
    page: "connect",
    values: place(byName(ECHO)),
    trial: client(["connect", byName(ECHO)], /HELLO/, says),
  },
  { page: "connect", ...udpLine, trial: client(["connect", `udp://${UDP}`], /HELLO/, says) },
  {
    page: "connect",
    ...nameLine,
    trial: client(["connect", `udp://localhost:${UDP_PORT}`], /HELLO/, says),
  },
  {
    page: "connect",
    ...familyLine(ECHO),
    trial: client(["connect", "-4", byName(ECHO)], /HELLO/, says),
  },
  { page: "echo", ...familyLine(ECHO), trial: client(["echo", "-4", byName(ECHO), "hi"], /HI/) },
  {
    page: "time",
    ...familyLine(TIME),
    trial: client(["time", "-4", byName(TIME), "hi"], /\] hi/),
  },
  {
    page: "chat",
    ...familyLine(CHAT),
    trial: client(["chat", "-4", byName(CHAT)], /you are guest/),
  },
  {
    page: "gopher",
    ...familyLine(GOPHER),
    trial: client(["gopher", "-4", byName(GOPHER), "a.txt"], /rain/),
  },
  {
    page: "get",
    ...familyLine(FILES),
    trial: client(["get", "-4", byName(FILES), "--list"], /a\.txt/),
  },
  {
    page: "listen",
    ...familyLine("127.0.0.1:0"),
    trial: server(["listen", "-4", "localhost:0"], answers("x\n", /^$/), { stdin: "" }),
  },
  { page: "connect", ...socketLine, trial: client(["connect", `unix:${SOCKET}`], /HELLO/, says) },
  {
    page: "connect",
    when: "--source SOURCE",
    values: { ...place(ECHO), SOURCE: "127.0.0.1" },
    trial: client(["connect", "--source", "127.0.0.1", ECHO], /HELLO/, says),
  },
  {
    page: "connect",
    when: "--probe HOST:PORTS",
    values: { HOST: "127.0.0.1" },
    trial: client(["connect", "--probe", `${ECHO}-${Number(ECHO.split(":")[1]) + 1}`], /open/),
  },
  {
    page: "connect",
    when: "--proxy URL, at this PROXY",
    isApart: true,
    values: { PROXY: `127.0.0.1:${PROXY.port}` },
    trial: client(
      ["connect", "away.test:70", `--proxy=socks5://127.0.0.1:${PROXY.port}`],
      /HELLO/,
      says,
    ),
  },
  {
    page: "connect",
    when: "--proxy URL, at this PROXY",
    isApart: true,
    values: { PROXY: `localhost:${PROXY.port}` },
    trial: client(
      ["connect", "away.test:70", `--proxy=socks5://localhost:${PROXY.port}`],
      /HELLO/,
      says,
    ),
  },
  {
    page: "connect",
    when: "--record FILE",
    values: { ...place(ECHO), FILE: folder },
    trial: (flags) =>
      client(["connect", ECHO, "--record", join(fresh(), "record")], /HELLO/, says)(flags),
  },
  {
    page: "connect",
    when: "--interface NAME, which has this ADDRESS",
    values: { ...place(UDP), ADDRESS: "127.0.0.1" },
    trial: client(["connect", `udp://${UDP}`, "--interface", LOOPBACK], /HELLO/, says),
  },
  {
    page: "connect",
    when: "--ca, --cert and --key",
    values: { ...place(ECHO_TLS), FILE: CERT_PATH },
    trial: client(["connect", `tls://${ECHO_TLS}`, "--ca", CERT_PATH], /HELLO/, says),
  },
  {
    page: "connect",
    when: "unixdgram:SOCKET",
    values: { SOCKET: within("datagrams.sock") },
    trial: async (flags) => {
      const path = within("datagrams.sock");
      using socket = unixDatagramSocket(path);
      const answered = (async () => {
        for (let one; (one = await socket.receive()) !== undefined;) {
          await socket.send(one.bytes, one.from);
        }
      })();
      const works = await client(["connect", `unixdgram:${path}`], /hello/, says)(flags);
      socket.close();
      await answered;
      Deno.removeSync(path);
      return works;
    },
  },
  {
    page: "listen",
    when: "unixdgram:SOCKET",
    values: { SOCKET: within("listen-datagrams.sock") },
    trial: async (flags) => {
      const place = `unixdgram:${within("listen-datagrams.sock")}`;
      await using program = start(flags, ["listen", place], {});
      if (await program.waitFor(/Listening on/).catch(() => undefined) === undefined) return false;
      using socket = unixDatagramSocket();
      await socket.send(new TextEncoder().encode("hello"), place);
      await program.waitFor(/hello/, "out");
      return true;
    },
  },
  {
    page: "relay",
    values: { "LISTEN:PORT": "127.0.0.1:0", "TO:PORT": ECHO },
    trial: server(["relay", "127.0.0.1:0", ECHO], answers("hello\n", /HELLO/)),
  },
  {
    page: "relay",
    when: "a TO_ADDR NAME:PORT, which has this ADDRESS",
    values: {
      "LISTEN:PORT": "127.0.0.1:0",
      "TO:PORT": "[::1]:9",
      NAME: "localhost",
      "ADDRESS:PORT": ECHO,
    },
    trial: server(["relay", "127.0.0.1:0", byName(ECHO)], answers("hello\n", /HELLO/)),
  },
  {
    page: "relay",
    when: "udp://, to answer any peer",
    trial: server(["relay", "udp://127.0.0.1:0", `udp://${UDP}`], answersDatagram),
  },
  {
    page: "listen",
    values: ANY_PORT,
    trial: server(["listen", "127.0.0.1:0"], answers("x\n", /^$/), { stdin: "" }),
  },
  {
    page: "listen",
    when: "udp://, to answer any peer",
    trial: server(["listen", "udp://127.0.0.1:0"], async (port) => {
      using socket = datagramSocket("127.0.0.1:0");
      await socket.send(new Uint8Array(1), `udp://127.0.0.1:${port}`);
      return true;
    }, { stdin: "" }),
  },
  {
    page: "listen",
    when: "--interface NAME",
    values: ANY_PORT,
    trial: server(
      ["listen", "udp://127.0.0.1:0", "--interface", LOOPBACK],
      (port) => {
        using socket = datagramSocket("127.0.0.1:0");
        return socket.send(new Uint8Array(1), `udp://127.0.0.1:${port}`).then(() => true);
      },
      { stdin: "" },
    ),
  },
  {
    page: "listen",
    ...own("listen.sock"),
    trial: server(
      ["listen", `unix:${within("listen.sock")}`],
      async () => await ask(await dial(`unix:${within("listen.sock")}`), "x\n") === "",
      { stdin: "" },
    ),
  },
  {
    page: "listen",
    when: "--record FILE",
    values: { ...ANY_PORT, FILE: folder },
    trial: (flags) =>
      server(
        ["listen", "127.0.0.1:0", "--record", join(fresh(), "record")],
        answers("x\n", /^$/),
        { stdin: "" },
      )(flags),
  },
  {
    page: "listen",
    when: "--cert and --key",
    values: { ...ANY_PORT, FILE: `${CERT_PATH},${KEY_PATH}` },
    trial: server(
      ["listen", "tls://127.0.0.1:0", "--cert", CERT_PATH, "--key", KEY_PATH],
      async (port) => {
        const conn = await dial(`tls://127.0.0.1:${port}`, { tls: { ca: [cert] } });
        return await ask(conn, "x\n") === "";
      },
      { stdin: "" },
    ),
  },
  { page: "echo", values: place(ECHO), trial: client(["echo", ECHO, "hi"], /HI/) },
  { page: "echo", ...udpLine, trial: client(["echo", `udp://${UDP}`, "hi"], /HI/) },
  {
    page: "echo",
    ...nameLine,
    trial: client(["echo", `udp://localhost:${UDP_PORT}`, "hi"], /HI/),
  },
  { page: "echo", ...socketLine, trial: client(["echo", `unix:${SOCKET}`, "hi"], /HI/) },
  { page: "time", values: place(TIME), trial: client(["time", TIME, "hi"], /\] hi/) },
  { page: "time", ...udpLine, trial: client(["time", `udp://${UDP}`, "hi"], /HI/) },
  { page: "time", ...socketLine, trial: client(["time", `unix:${SOCKET}`, "hi"], /HI/) },
  { page: "chat", values: place(CHAT), trial: client(["chat", CHAT], /you are guest/) },
  {
    page: "gopher",
    values: place(GOPHER),
    trial: client(["gopher", GOPHER, "a.txt"], /rain/),
  },
  {
    page: "gopher",
    when: "--output in DIR",
    values: { ...place(GOPHER), DIR: within("holiday") },
    trial: client(
      ["gopher", GOPHER, "a.txt", "-o", within("holiday/b"), "--if-exists", "overwrite"],
      /^$/,
    ),
  },
  {
    page: "get",
    values: { ...place(FILES), DIR: folder },
    trial: (flags) => client(["get", FILES, "a.txt", "--into", fresh()], /./)(flags),
  },
  {
    page: "serve",
    values: ANY_PORT,
    trial: server(["serve", "echo", ...listening], answers("x\n", /X/)),
  },
  {
    page: "serve time",
    values: ANY_PORT,
    trial: server(["serve", "time", ...listening], answers("x\n", /\] x/)),
  },
  {
    page: "serve",
    when: "udp://, to answer any peer",
    trial: server(["serve", "echo", "--listen", "udp://127.0.0.1:0"], answersDatagram),
  },
  {
    page: "serve",
    ...own("serve.sock"),
    trial: server(
      ["serve", "echo", "--listen", `unix:${within("serve.sock")}`],
      async () => await ask(await dial(`unix:${within("serve.sock")}`), "x\n") === "X\n",
    ),
  },
  {
    page: "serve",
    when: "--cert and --key",
    values: { ...ANY_PORT, FILE: `${CERT_PATH},${KEY_PATH}` },
    trial: server(
      ["serve", "echo", "--listen", "tls://127.0.0.1:0", "--cert", CERT_PATH, "--key", KEY_PATH],
      async (port) => {
        const conn = await dial(`tls://127.0.0.1:${port}`, { tls: { ca: [cert] } });
        return await ask(conn, "x\n") === "X\n";
      },
    ),
  },
  {
    page: "serve files",
    values: { ...ANY_PORT, DIR: within("holiday") },
    trial: server(
      ["serve", "files", within("holiday"), ...listening],
      answers("list\nok\n", /a.t/),
    ),
  },
  {
    page: "serve gopher",
    values: { ...ANY_PORT, DIR: within("holiday") },
    trial: server(
      ["serve", "gopher", within("holiday"), ...listening],
      answers("a.txt\r\n", /rain/),
    ),
  },
  {
    page: "share",
    values: { ...ANY_PORT, PATH: within("holiday") },
    trial: server(["share", within("holiday"), ...listening], () => Promise.resolve(true)),
  },
  {
    page: "drop",
    values: { ...ANY_PORT, DIR: within("holiday") },
    trial: server(["drop", within("holiday"), ...listening], () => Promise.resolve(true)),
  },
  {
    page: "relay",
    when: "unix:SOCKET",
    values: { "LISTEN:PORT": "127.0.0.1:0", "TO:PORT": "127.0.0.1:0", SOCKET },
    trial: server(["relay", "127.0.0.1:0", `unix:${SOCKET}`], answers("x\n", /X/)),
  },
  { page: "lookup", trial: client(["lookup", "localhost"], /127\.0\.0\.1/) },
  { page: "lookup", when: "no NAME", isApart: true, trial: client(["lookup"], /127\.0\.0\.1/) },
  { page: "man", trial: client(["man", "echo"], /NAME/) },
  { page: "version", trial: client(["version"], /sluice/) },
  { page: "help", trial: client(["help"], /sluice/) },
  { page: "licenses", trial: client(["licenses"], /MIT/) },
  { page: "completions", trial: client(["completions", "bash"], /sluice/) },
];

/** Takes what a sender has, and resolves to whether it arrived. */
function receiving(port: number, more: readonly string[]): Promise<boolean> {
  const into = fresh();
  const args = ["receive", "--from", `127.0.0.1:${port}`, "--yes", "--into", into, ...more];
  const values = { "HOST:PORT": `127.0.0.1:${port}`, DIR: into, FILE: within("secret") };
  const when = more.includes("--secret-file") ? { when: "--secret-file FILE" } : {};
  return client(args, /./)(flagsOf({ page: "receive", ...when, values }));
}

function sending(port: number, more: readonly string[]): Promise<boolean> {
  const to = `127.0.0.1:${port}`;
  const values = { "HOST:PORT": to, PATH: within("holiday"), FILE: within("secret") };
  const when = more.includes("--secret-file") ? { when: "--secret-file FILE" } : {};
  const args = ["send", within("holiday"), "--to", to, ...more];
  return client(args, /^/)(flagsOf({ page: "send", ...when, values }));
}

/** As whom the tests run. */
const asRoot = Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--as-root"] : [];
const command = Deno.realPathSync("/bin/echo");
const execServer = ["serve", "exec", "--allow", "echo *", ...listening, ...asRoot];

/** Runs a command there. */
function running(port: number, more: readonly string[]): Promise<boolean> {
  const values = { ...place(`127.0.0.1:${port}`), FILE: within("secret") };
  const when = more.includes("--secret-file") ? { when: "--secret-file FILE" } : {};
  const flags = flagsOf({ page: "exec", ...when, values });
  return client(["exec", `127.0.0.1:${port}`, ...more, "--", "echo", "hi"], /^hi/)(flags);
}

/** The clients of TLS, each with its own trust. */
function overTls(page: string, address: string, args: readonly string[], expected: RegExp): Case {
  return {
    page,
    when: "--ca, --cert and --key",
    values: { ...place(address), FILE: CERT_PATH },
    trial: client([page, ...args, "--ca", CERT_PATH], expected),
  };
}

const bySecret = ["--secret-file", within("secret")];
const INBOX = within("inbox");
Deno.mkdirSync(INBOX);
const receive = ["receive", "--once", "--yes", "--into", INBOX, "--if-exists", "overwrite"];
CASES.push(
  {
    page: "send",
    values: { ...ANY_PORT, PATH: within("holiday") },
    trial: server(
      ["send", within("holiday"), ...listening, "--plain"],
      (port) => receiving(port, ["--plain"]),
    ),
  },
  {
    page: "receive",
    values: { ...ANY_PORT, DIR: INBOX },
    trial: server([...receive, ...listening, "--plain"], (port) => sending(port, ["--plain"])),
  },
  {
    page: "send",
    when: "--secret-file FILE",
    values: { ...ANY_PORT, PATH: within("holiday"), FILE: within("secret") },
    trial: server(
      ["send", within("holiday"), ...listening, ...bySecret],
      (port) => receiving(port, bySecret),
    ),
  },
  {
    page: "serve exec",
    values: { ...ANY_PORT, PROGRAM: command },
    trial: server(
      [...execServer, "--insecure-loopback"],
      (port) => running(port, ["--insecure-loopback"]),
    ),
  },
  {
    page: "serve exec",
    when: "SLUICE_SECRET",
    values: { ...ANY_PORT, PROGRAM: command },
    trial: server(execServer, (port) => running(port, bySecret), {
      env: { SLUICE_SECRET: SECRET },
    }),
  },
  overTls("echo", ECHO_TLS, [`tls://${ECHO_TLS}`, "hi"], /HI/),
  overTls("time", ECHO_TLS, [`tls://${ECHO_TLS}`, "hi"], /HI/),
  overTls("chat", CHAT_TLS, [`tls://${CHAT_TLS}`], /you are guest/),
  overTls("get", FILES_TLS, [`tls://${FILES_TLS}`, "--list"], /a\.txt/),
  overTls("gopher", GOPHER_TLS, [`gophers://${GOPHER_TLS}`, "a.txt"], /rain/),
  {
    page: "chat",
    when: "unix:SOCKET",
    values: { SOCKET: within("chat.sock") },
    trial: client(["chat", `unix:${within("chat.sock")}`], /you are guest/),
  },
  {
    page: "get",
    when: "unix:SOCKET",
    values: { SOCKET: within("files.sock") },
    trial: client(["get", `unix:${within("files.sock")}`, "--list"], /a\.txt/),
  },
  {
    page: "man",
    when: "--install",
    values: { DIR: folder },
    trial: (flags) => client(["man", "--install", fresh()], /^/)(flags),
  },
  { page: "peers", trial: client(["peers", "--interface", "lo"], /^/) },
  {
    page: "receive",
    when: "SLUICE_SECRET",
    values: { ...ANY_PORT, DIR: INBOX },
    trial: server([...receive, ...listening], (port) => sending(port, bySecret), {
      env: { SLUICE_SECRET: SECRET },
    }),
  },
);

/** Two at once: more would only wait for each other. */
async function inPairs<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) await act(item);
  };
  await Promise.all([work(), work()]);
}

/** The lines that are not run here, by the reason. */
const NOT_RUN: Readonly<Record<string, readonly string[]>> = {
  "they reach the network": [
    "listen|:PORT",
    "serve|:PORT",
    "share|--lan",
    "share|--localsend",
    "drop|--lan",
    "send|a code",
    "send|--localsend",
    "receive|a code",
    "receive|--localsend",
    // Sends to the port that codes use, where a sender may wait.
    "doctor|",
  ],
  "without them it does its work in another way": [
    "get|what earlier runs left unfinished",
    "drop|what earlier runs left unfinished",
    "receive|what earlier runs left unfinished",
    "receive|a check of the free space",
    "receive|what --localsend remembers, in STATE",
    "send|what --localsend remembers, in STATE",
    "share|the refusal of a whole home folder",
    "drop|the refusal of a whole home folder",
    "share|SLUICE_SECRET",
    "drop|SLUICE_SECRET",
    "lookup|services that only this system knows",
  ],
  "another line is the same": [
    "time|udp://NAME:PORT, which has this ADDRESS",
    "share|--cert and --key",
    "drop|--cert and --key",
    "share|--token-file",
    "drop|--token-file",
    "relay|--ca, --cert and --key",
    "send|SLUICE_SECRET",
    "exec|SLUICE_SECRET",
    "send|unix:SOCKET",
    "receive|unix:SOCKET",
    "receive|symbolic links in what is received",
    "receive|--secret-file FILE",
    "exec|",
    "exec|--secret-file FILE",
    "serve echo|",
    "serve daytime|",
    "serve clock|",
    "serve chat|",
    "serve discard|",
    "serve chargen|",
  ],
};

Deno.test({
  name: "every printed line of deno run works as it is, and with no flag less",
  ignore: Deno.build.os === "windows",
  // It starts the program more than a hundred times.
  timeout: 240_000,
  async fn(test) {
    const faults: string[] = [];
    const tried = new Set<string | undefined>();
    try {
      await inPairs(CASES, async ({ trial, ...line }) => {
        const label = `${line.page}${line.when === undefined ? "" : `, ${line.when}`}`;
        const flags = flagsOf(line);
        // The page's own flags are left out in its own run.
        const others = line.when === undefined
          ? []
          : flagsOf({ ...line, when: undefined, isApart: false });
        if (!await trial(flags)) faults.push(`${label}: does not work with ${flags.join(" ")}`);
        // Several commands have the same case; what it needs is tried once.
        const isTried = line.when !== undefined && tried.has(line.when);
        tried.add(line.when);
        for (const flag of isTried ? [] : flags.filter((flag) => !others.includes(flag))) {
          const less = flags.filter((each) => each !== flag);
          if (await trial(less)) faults.push(`${label}: works without ${flag}`);
        }
      });
      assertEquals(faults, []);
    } finally {
      closing.abort();
      await PROXY[Symbol.asyncDispose]();
      datagrams.close();
      await Promise.allSettled(loops);
      Deno.removeSync(folder, { recursive: true });
    }
    await test.step("every printed line has a run, or a reason for having none", () => {
      const run = new Set(CASES.map(({ page, when }) => `${page}|${when ?? ""}`));
      for (const { name, permissionCases = [] } of pages) {
        for (const when of ["", ...permissionCases.map((each) => each.when)]) {
          const label = `${name}|${when}`;
          const isKnown = Object.values(NOT_RUN).some((lines) => lines.includes(label));
          assert(run.has(label) !== isKnown, label);
        }
      }
    });
  },
});
