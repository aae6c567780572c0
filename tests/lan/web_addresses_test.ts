// share and drop on a machine with several networks.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { programPath } from "../support/needs.ts";
import { noTerminal } from "../support/on_terminal.ts";
import { commandLine, type Program } from "../support/program.ts";
import { type Host, Lan, noLan } from "./lan.ts";

const reason = await noLan() ?? (programPath("curl") === undefined ? "needs curl" : undefined);
if (reason) console.warn(`tests/lan: skipped: ${reason}`);
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };

/** A machine with two networks, and with docker0, which is likely not the one that is meant. */
interface Scene {
  lan: Lan;
  /** A folder with a file f. */
  folder: string;
  /** Starts sluice on the machine, in that folder. */
  start: (...args: string[]) => Promise<Program>;
}

async function inScene(run: (scene: Scene) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "f"), "hello");
  await using lan = await Lan.create("dual");
  await lan.join("tun0", { ada: "10.88.0.1/24", bob: "10.88.0.2/24" });
  await lan.ip("ada", "addr", "add", "fd00:77::1/64", "dev", "eth0");
  await lan.ip("bob", "addr", "add", "fd00:77::2/64", "dev", "eth0");
  const start = async (...args: string[]) =>
    lan.startWith("ada", await commandLine(args), { cwd: folder.path, env: { NO_COLOR: "1" } });
  await run({ lan, folder: folder.path, start });
}

/** The result of curl on a machine: the output, or the number of its error. */
async function curl(lan: Lan, host: Host, ...args: string[]): Promise<string | number> {
  const { code, out } = await lan.start(host, "curl", "-sSf", "-m", "20", ...args).ended;
  return code === 0 ? out : code;
}

const REFUSED = 7;

Deno.test({
  name: "--lan lists the address of every network, the likeliest first, and is reached at each",
  ...options,
  fn: () =>
    inScene(async ({ lan, start }) => {
      const share = await start("share", "f", "--lan");
      await share.waitFor(/Without a browser/);
      const lines = Array.from(
        share.err.matchAll(/^ {2}(http:\/\/\S+) \((\w+)\)$/gm),
        ([, url, name]) => ({ url: url!, name: name! }),
      );
      const host = (url: string) => new URL(url).hostname;
      assertEquals(lines.map(({ url, name }) => `${host(url)} ${name}`), [
        "10.77.0.1 eth0",
        "[fd00:77::1] eth0",
        "10.88.0.1 tun0",
      ]);
      for (const { url } of lines) assertEquals(await curl(lan, "bob", "-g", `${url}f`), "hello");
      assertEquals(await curl(lan, "eve", `${lines[0]!.url}f`), "hello");
      assertStringIncludes(
        share.err,
        "\nAnyone on these networks who has the full link can download\n",
      );
      // It listens nowhere else.
      const elsewhere = new URL(lines[0]!.url);
      for (const address of ["127.0.0.1", "[::1]"]) {
        elsewhere.hostname = address;
        assertEquals(await curl(lan, "ada", "-g", `${elsewhere}f`), REFUSED, address);
      }
    }),
});

Deno.test({
  name:
    "--lan NAME serves the network of the interface that exists, and makes no folder of that name",
  ...options,
  fn: () =>
    inScene(async ({ lan, folder, start }) => {
      const share = await start("share", "--lan", "tun0", "f");
      const [, url] = await share.waitFor(/^ {2}(http:\/\/10\.88\.0\.1:\d+\/\w+\/)$/m);
      await share.waitFor(/^Anyone on this network who has the full link can download$/m);
      assertEquals(await curl(lan, "bob", `${url}f`), "hello");
      const at = new URL(url!);
      at.hostname = "10.77.0.1";
      assertEquals(await curl(lan, "bob", `${at}f`), REFUSED);
      const drop = await start("drop", "--lan", "tun0", "--json");
      await drop.waitFor(/"urls":\["http:\/\/10\.88\.0\.1:\d+\/\w+\/"\]/, "out");
      const one = await start("drop", "in", "--lan", "10.88.0.1");
      await one.waitFor(/^ {2}http:\/\/10\.88\.0\.1:/m);
      // The current folder, into which the first drop stores, has the file of its token besides.
      const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
      assertEquals(names.filter((name) => name !== ".sluice-token").sort(), ["f", "in"]);
    }),
});

Deno.test({
  name: "--lan takes a folder for a path, and rejects what is neither a path nor an interface",
  ...options,
  fn: () =>
    inScene(async ({ folder, start }) => {
      await Deno.mkdir(join(folder, "logs"));
      const share = await start("share", "--lan", "logs");
      await share.waitFor(/^Sharing logs;/m);
      await share.waitFor(/^ {2}http:\/\/10\.77\.0\.1:\d+\/\w+\/logs\/ \(eth0\)$/m);
      const rejected = async (...args: string[]) => {
        const { code, err } = await (await start(...args)).ended;
        assertEquals(code, 64, err);
        return err;
      };
      assertMatch(
        await rejected("share", "f", "--lan", "tun1"),
        /There is no interface and no path "tun1"; the interfaces are (?=.*\beth0\b)(?=.*\btun0\b)/,
      );
      assertMatch(await rejected("drop", "--lan", "inbox"), /for a new folder write \.\/inbox/);
      assertMatch(await rejected("share", "f", "--lan=f"), /not "f"; use one of eth0, tun0$/m);
      assertMatch(
        await rejected("share", "f", "--lan", "lo"),
        /Other machines cannot reach an address of lo; use one of eth0, tun0$/m,
      );
      const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
      assertEquals(names, ["f", "logs"]);
    }),
});

Deno.test({
  name: "the certificate of --tls names every address, and the event lists every network",
  ...options,
  fn: () =>
    inScene(async ({ lan, folder, start }) => {
      const share = await start("share", "f", "--lan", "--tls", "--json");
      const [line] = await share.waitFor(/^.*"serving".*$/m, "out");
      const { urls, networks, pin } = JSON.parse(line);
      assertEquals(networks.map((each: { url: string }) => each.url), urls);
      assertEquals(
        networks.map((each: { interface: string }) => each.interface),
        ["eth0", "eth0", "tun0"],
      );
      const cert = join(folder, "cert.pem");
      const { host } = new URL(urls[0]);
      const take = `openssl s_client -connect ${host} < /dev/null 2> /dev/null | openssl x509`;
      const { out } = await lan.start("bob", "sh", "-c", take).ended;
      await Deno.writeTextFile(cert, out);
      for (const url of urls) {
        const trust = ["--cacert", cert, "--pinnedpubkey", pin];
        assertEquals(await curl(lan, "bob", "-g", ...trust, `${url}f`), "hello", url);
      }
    }),
});

Deno.test({
  name: "if the usual port is in use at one of the addresses, all get another one",
  ...options,
  fn: () =>
    inScene(async ({ lan, start }) => {
      const port = 7585;
      const blocker = await start("share", "f", "--listen", `10.88.0.1:${port}`);
      await blocker.waitFor(/Without a browser/);
      const share = await start("share", "f", "--lan");
      await share.waitFor(/Without a browser/);
      const urls = Array.from(share.err.matchAll(/^ {2}(http:\S+) /gm), ([, url]) => new URL(url!));
      assertEquals(new Set(urls.map((url) => url.port)).size, 1);
      assert(urls[0]!.port !== String(port));
      for (const url of urls) assertEquals(await curl(lan, "bob", "-g", `${url}f`), "hello");
    }),
});

/** The lines of QR codes on a screen. */
const codesOf = (screen: string) => screen.match(/^ {2}█[█▀▄ ]{20,}█\r?$/gm) ?? [];

Deno.test({
  name: "on a terminal n shows the QR code of the next address, and the terminal is given back",
  ...options,
  ignore: options.ignore || noTerminal() !== undefined,
  fn: () =>
    inScene(async ({ lan, folder }) => {
      const line = (await commandLine(["share", "f", "--lan"])).map((word) => `'${word}'`).join(
        " ",
      );
      const shell = `trap : INT; ${line}; echo "code $?"; stty -a`;
      const program = lan.startWith("ada", ["script", "-qefc", shell, "/dev/null"], {
        cwd: folder,
        env: { TERM: "xterm", NO_COLOR: "1" },
        interactive: true,
      });
      await program.waitFor(/Press n for the QR code of the next address/, "out");
      const shown = () => program.out.slice(program.out.indexOf("Press n"));
      const likeliest = codesOf(program.out);
      assert(likeliest.length > 10, program.out);
      // Other keys do nothing, and are not echoed.
      await program.write("xn");
      await program.waitFor(/Press n[^]*http:\/\/\[fd00:77::1\]\S* \(eth0\)/, "out");
      await program.write("N");
      await program.waitFor(/Press n[^]*http:\/\/10\.88\.0\.1:\S* \(tun0\)/, "out");
      await program.write("n");
      const last =
        /Press n[^]*\(tun0\)[^]*http:\/\/10\.77\.0\.1:\S* \(eth0\)\r\n(?: {2}█.*\r\n){17}/;
      await program.waitFor(last, "out");
      const codes = codesOf(shown());
      assertEquals(codes.slice(-likeliest.length), likeliest);
      assert(new Set(codes).size > likeliest.length);
      assert(!/^[xnN]/m.test(shown()), shown());
      await program.write("\x03");
      await program.waitFor(/code 130/, "out");
      const { out } = await program.ended;
      assertMatch(out, /(?<!-)\bicanon\b/);
      assertMatch(out, /(?<!-)\becho\b/);
    }),
});

Deno.test({
  name: "reads no key where standard input is no terminal, or there is one address",
  ...options,
  ignore: options.ignore || noTerminal() !== undefined,
  fn: () =>
    inScene(async ({ lan, folder }) => {
      const screenOf = async (args: string[], from: string) => {
        const words = await commandLine(["share", "f", "--expire", "10ms", ...args]);
        const line = words.map((word) => `'${word}'`).join(" ");
        const program = lan.startWith("ada", ["script", "-qefc", `${line} ${from}`, "/dev/null"], {
          cwd: folder,
          env: { TERM: "xterm", NO_COLOR: "1" },
          interactive: true,
        });
        return (await program.ended).out;
      };
      for (
        const screen of [
          await screenOf(["--lan"], "< /dev/null"),
          await screenOf(["--lan", "tun0"], ""),
        ]
      ) {
        assert(codesOf(screen).length > 10, screen);
        assert(!screen.includes("Press n"), screen);
      }
      assertStringIncludes(await screenOf(["--lan"], ""), "Press n");
    }),
});
