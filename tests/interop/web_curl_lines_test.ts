/** The curl commands that `share` and `drop` print, run by a shell as they stand. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";
import { runCommand } from "../support/program.ts";
import { type Serving, serving, tool } from "../web/serving.ts";

/** The printed command. */
async function printed({ program }: Serving): Promise<string> {
  const [, line] = await program.waitFor(/^Without a browser: (curl .+)$/m);
  return line!;
}

/** Runs a line in an empty folder, and returns the folder's content. */
async function runIn(cwd: string, line: string): Promise<Record<string, string>> {
  await Deno.mkdir(cwd);
  const { code, err } = await runCommand(["sh", "-c", line], { cwd });
  assertEquals(code, 0, `${line}\n${err}`);
  return Object.fromEntries(
    Array.from(Deno.readDirSync(cwd)).filter(({ isFile }) => isFile)
      .map(({ name }) => [name, Deno.readTextFileSync(join(cwd, name))]),
  );
}

const ACCESS: Record<string, string[]> = {
  "with a secret in the address": [],
  "with a password": ["--password"],
  "with --tls": ["--tls"],
  "with a password and --tls": ["--password", "--tls"],
  "with --tls and --once": ["--tls", "--once"],
};

for (const [how, flags] of Object.entries(ACCESS)) {
  needs("curl", `the printed line fetches one file ${how}`, async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "a.txt"), "hello");
    await using server = await serving(["share", join(folder.path, "a.txt"), ...flags]);
    const line = await printed(server);
    assertEquals(await runIn(join(folder.path, "out"), line), { "a.txt": "hello" });
    assertEquals(/ -u sluice:\w{10} /.test(line), flags.includes("--password"), line);
    const pinned = / -k --pinnedpubkey sha256\/\/[\w+/]{43}= /.test(line);
    assertEquals(pinned, flags.includes("--tls"), line);
    assertMatch(line, / -fO http/);
  });

  needs("curl", `the printed line uploads a file ${how}`, async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "a.txt"), "hello");
    await using server = await serving(["drop", join(folder.path, "in"), ...flags]);
    const line = await printed(server);
    assertMatch(line, / -fT FILE https?:/);
    await runIn(join(folder.path, "out"), line.replace("FILE", join(folder.path, "a.txt")));
    assertEquals(await Deno.readTextFile(join(folder.path, "in/a.txt")), "hello");
  });
}

/** Names that a shell, curl or a URL would take for something else. */
const NAMES = [
  "a b é.txt",
  "it's (1)!.txt",
  "-o x",
  "50%.txt",
  "$HOME `id`",
  "[1-9]{a,b}",
  "日本.txt",
  "a#b?c",
];

needs("curl", "the printed line fetches a file of any name under that name", async () => {
  await using folder = await temporaryFolder();
  for (const [i, name] of NAMES.entries()) {
    await Deno.writeTextFile(join(folder.path, name), name);
    await using server = await serving(["share", join(folder.path, name)]);
    const files = await runIn(join(folder.path, `out${i}`), await printed(server));
    assertEquals(files, { [name]: name });
  }
});

needs(
  "curl",
  "no line is printed for a name that no quoting makes safe for a terminal",
  async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "a\x1b[1m"), "");
    await using server = await serving([
      "share",
      join(folder.path, "a\x1b[1m"),
      "--expire",
      "10ms",
    ]);
    await server.program.ended;
    assert(!server.program.err.includes("Without a browser"), server.program.err);
  },
);

needs("curl tar", "the printed line fetches a folder, and several files and folders", async () => {
  await using folder = await temporaryFolder();
  const tree = join(folder.path, "my (tree)");
  await Deno.mkdir(join(tree, "sub"), { recursive: true });
  await Deno.writeTextFile(join(tree, "sub/deep"), "deep");
  await Deno.writeTextFile(join(folder.path, "one"), "1");
  {
    await using server = await serving(["share", tree, "--tls"]);
    await runIn(join(folder.path, "out"), await printed(server));
    const copy = join(folder.path, "out/my (tree)/sub/deep");
    assertEquals(await Deno.readTextFile(copy), "deep");
  }
  await using server = await serving(["share", tree, join(folder.path, "one"), "--password"]);
  const files = await runIn(join(folder.path, "all"), await printed(server));
  assertEquals(files, { one: "1" });
  assertEquals(await Deno.readTextFile(join(folder.path, "all/my (tree)/sub/deep")), "deep");
});

needs("curl", "a password of the user is not printed, and curl asks for it", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "f"), "hello");
  const SLUICE_SECRET = "correct-horse-battery";
  await using server = await serving(["share", join(folder.path, "f"), "--password"], {
    SLUICE_SECRET,
  });
  assertMatch(await printed(server), /^curl -u sluice -fO http/);
  assert(!server.program.err.includes(SLUICE_SECRET));
});

needs(
  "curl",
  "the pin rejects another server, although its certificate is not verified",
  async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "f"), "hello");
    await using ours = await serving(["share", join(folder.path, "f"), "--tls"]);
    await using other = await serving(["share", join(folder.path, "f"), "--tls"]);
    const [, pin] = /--pinnedpubkey (\S+)/.exec(await printed(ours))!;
    const fetch = (url: string) => tool("curl", ["-sSfk", "--pinnedpubkey", pin!, `${url}f`]);
    assertEquals((await fetch(ours.url)).out, "hello");
    const { code, out } = await fetch(other.url);
    // SSL_PINNEDPUBKEYNOTMATCH
    assertEquals([code, out], [90, ""]);
  },
);

needs("openssl", "the pin is that of the public key as openssl computes it", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path, "--tls", "--json"]);
  const [, pin] = await server.program.waitFor(/"pin":"sha256\/\/([^"]+)"/, "out");
  const { host } = new URL(server.url);
  const script = `openssl s_client -connect ${host} < /dev/null 2> /dev/null |
    openssl x509 -pubkey -noout | openssl pkey -pubin -outform der |
    openssl dgst -sha256 -binary | openssl base64`;
  assertEquals((await tool("sh", ["-c", script])).out.trim(), pin);
});

needs("curl openssl", "--host allows a name, also in the certificate of --tls", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "f"), "hello");
  const flags = ["--tls", "--host", "Files.Example", "--host", "nas.example"];
  await using server = await serving(["share", join(folder.path, "f"), ...flags]);
  const { host, port, pathname } = new URL(server.url);
  const cert = join(folder.path, "cert.pem");
  const take = `openssl s_client -connect ${host} < /dev/null 2> /dev/null | openssl x509`;
  await Deno.writeFile(cert, (await tool("sh", ["-c", take])).bytes);
  const get = (name: string, ...more: string[]) => {
    const to = ["--connect-to", `${name}:${port}:127.0.0.1:${port}`];
    return tool("curl", ["-sS", ...more, ...to, `https://${name}:${port}${pathname}f`]);
  };
  // Verified by name, without -k.
  for (const name of ["files.example", "NAS.example", "localhost"]) {
    const { out, err } = await get(name, "--cacert", cert);
    assertEquals(out, "hello", err);
  }
  const rejected = await get("other.example", "-k");
  assertMatch(
    rejected.out,
    /does not know the name other\.example; use .* --host other\.example\n$/,
  );
  await server.program.waitFor(
    /request rejected: This server does not know the name other\.example/,
  );
});
