import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { CallerError } from "../../lib/errors.ts";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { files } from "../../lib/services/files.ts";
import { dotStuffer, gopher, type GopherOptions } from "../../lib/services/gopher.ts";
import {
  decodeText,
  errorIn,
  GOPHER_TYPES,
  parseMenu,
  removeDotStuffing,
} from "../../lib/services/gopher_item.ts";
import { menuLine } from "../../lib/services/gopher_menu.ts";
import { formatGopherUrl, gopherRequest, parseGopherUrl } from "../../lib/services/gopher_url.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { drain, write } from "../socket/transports.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("parses Gopher URLs (RFC 4266)", () => {
  const plain = { scheme: "tcp", host: "h", port: 70, type: "1", selector: "", search: undefined };
  for (
    const [text, difference] of [
      ["h", {}],
      ["gopher://h", {}],
      ["gopher://h/", {}],
      ["GOPHER://h:7070/1", { port: 7070 }],
      ["gophers://h/0/a%20b", { scheme: "tls", type: "0", selector: "/a b" }],
      ["[::1]:7070/9x/9x", { host: "::1", port: 7070, type: "9", selector: "x/9x" }],
      ["h/7/find%09two%20words", { type: "7", selector: "/find", search: "two words" }],
      ["h/1/ends/", { selector: "/ends/" }],
      ["h/0%FF", { type: "0", selector: "\xff" }],
      ["h/0é", { type: "0", selector: "\xc3\xa9" }],
    ] as const
  ) assertEquals(parseGopherUrl(text), { ...plain, ...difference } as never, text);
});

for (
  const text of [
    "gopher://h/0a%0d%0aQUIT",
    "h/0a%00b",
    "h/0a%0Ab",
    "h/7a%09b%09+",
    "h/0%zz",
    "h/0%f",
    "gopher://me@h/",
    "http://h/",
    `h/0${"x".repeat(256)}`,
    "h:99999/",
  ]
) {
  Deno.test(`rejects a URL that would be another request: ${JSON.stringify(text).slice(0, 40)}`, () => {
    assertThrows(() => parseGopherUrl(text), CallerError);
  });
}

Deno.test("sends a selector back byte for byte", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    .filter((byte) => ![0, 0x09, 0x0a, 0x0d].includes(byte)).subarray(0, 252);
  const line = new Uint8Array([...encode("0name\t"), ...bytes, ...encode("\th\t70\r\n")]);
  const [item] = parseMenu(line);
  const url = parseGopherUrl(formatGopherUrl({ ...item!, port: item!.port! }));
  const request = gopherRequest(url);
  assertEquals(request, new Uint8Array([...bytes, 0x0d, 0x0a]));
});

Deno.test("requests a search as selector, tab and words", () => {
  assertEquals(decode(gopherRequest({ selector: "/find", search: "né o" })), "/find\tné o\r\n");
  assertEquals(decode(gopherRequest({ selector: "", search: undefined })), "\r\n");
});

Deno.test("ends a text at a line of one dot only if it is the last line", () => {
  for (
    const [sent, meant] of [
      ["a\r\n..b\r\n.\r\n", "a\r\n.b\r\n"],
      ["a\n..b\n.\n", "a\n.b\n"],
      ["a\r\n.\r\nb\r\n", "a\r\n.\r\nb\r\n"],
      ["a\r\n..b\r\n", "a\r\n..b\r\n"],
      [".\r\n", ""],
      [".", ""],
      ["a\n.", "a\n"],
      ["a.\r\n", "a.\r\n"],
      ["...\r\n.\r\n", "..\r\n"],
      ["", ""],
    ]
  ) assertEquals(decode(removeDotStuffing(encode(sent!))), meant, JSON.stringify(sent));
});

Deno.test("restores doubled dots, however the bytes are split", () => {
  for (const text of ["", ".", ".\n", "a\n.b\n..c\n.\nd", "\r\n.x\r\n", "no end"]) {
    const whole = encode(text);
    for (let size = 1; size <= whole.length + 1; size++) {
      const dotted = dotStuffer();
      let sent = "";
      for (let at = 0; at < whole.length; at += size) {
        sent += bytesToText(dotted.push(whole.subarray(at, at + size)));
      }
      sent += bytesToText(dotted.end());
      assertMatch(sent, /(^|\r\n)\.\r\n$/);
      const expected = text.replaceAll("\r\n", "\n").replace(/([^\n])$/, "$1\n");
      assertEquals(
        bytesToText(removeDotStuffing(textToBytes(sent))).replaceAll("\r\n", "\n"),
        expected,
      );
    }
  }
});

Deno.test("parses menus with unusual lines", () => {
  const menu = [
    "0text\t/sel\th\t70\t+",
    "+again\t/other\th\t70",
    "",
    "iinfo\tfake\t(NULL)\t0",
    "just words",
    "1no port\t/x\th",
    "1port 0\t/x\th\t0",
    "1too far\t/x\th\t65536",
    "1not a number\t/x\th\t7o",
    "htlink\tURL:https://example.org/\th\t70",
    "0latin \xe9\t/\xe9\th\t70",
    "..odd\t/x\th\t70",
    ".",
  ].join("\r\n");
  const items = parseMenu(textToBytes(menu));
  assertEquals(items.map(({ type, display, port }) => `${type} ${display} ${port}`), [
    "0 text 70",
    "0 again 70",
    "i info undefined",
    "i just words undefined",
    "1 no port undefined",
    "1 port 0 undefined",
    "1 too far undefined",
    "1 not a number undefined",
    "h tlink 70",
    "0 latin é 70",
    ". odd 70",
  ]);
  assertEquals(items[9]!.selector, "/\xe9");
});

Deno.test("distinguishes an error menu from content that begins with a 3", () => {
  const error = "3no such file\t\terror.host\t1\r\n.\r\n";
  for (const content of ["menu", "text", "binary"] as const) {
    assertEquals(errorIn(encode(error), content), "no such file");
  }
  assertEquals(errorIn(encode("3 eggs\n"), "text"), undefined);
  assertEquals(errorIn(encode("3\ta\tb\t1\n4\ta\tb\t2\n"), "text"), undefined);
  assertEquals(errorIn(encode(error + "0x\ty\tz\t70\r\n"), "binary"), undefined);
  assertEquals(errorIn(encode(error + "0x\ty\tz\t70\r\n"), "menu"), "no such file");
  assertEquals(errorIn(encode("0x\ty\tz\t70\r\n"), "menu"), undefined);
});

Deno.test("decodes UTF-8 and else Latin-1, and knows every type of RFC 1436", () => {
  assertEquals(decodeText(encode("né")), "né");
  assertEquals(decodeText(Uint8Array.of(0x6e, 0xe9)), "né");
  for (const type of "0123456789TgIi") assertEquals(type in GOPHER_TYPES, true, type);
});

/** The answer of the service. */
async function ask(
  folder: string,
  request: string,
  options: Partial<GopherOptions> = {},
): Promise<string> {
  const publicAddress = { host: "example", port: 70 };
  const { connection } = gopher.start({ folder, publicAddress, ...options });
  const [here, there] = memoryPair();
  const signal = new AbortController().signal;
  const served = connection(there, { signal, log: () => {} }).then(() => there.closeWrite());
  await write(here, textToBytes(request));
  let answer = "";
  await drain(here, (bytes) => answer += bytesToText(bytes));
  await served;
  return answer;
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const root = Deno.realPathSync(Deno.makeTempDirSync());
  const folder = join(root, "shared");
  Deno.mkdirSync(join(folder, "sub"), { recursive: true });
  Deno.writeTextFileSync(join(root, "secret"), "not shared");
  Deno.writeTextFileSync(join(folder, "a.txt"), "one\n.two\n");
  Deno.writeTextFileSync(join(folder, "sub", "holiday.PNG"), "\x89PNG\n.\n");
  Deno.writeTextFileSync(join(folder, "tab\there"), "");
  Deno.writeTextFileSync(join(folder, ".hidden"), "");
  Deno.symlinkSync(join(root, "secret"), join(folder, "leak"));
  try {
    await use(folder);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("answers with a menu, a text, a file and a search (RFC 1436)", async () => {
  await withFolder(async (folder) => {
    const root = [
      "0a.txt\t/a.txt\texample\t70\r\n",
      "1sub/\t/sub\texample\t70\r\n",
      "7Search for a name\t/\texample\t70\r\n.\r\n",
    ].join("");
    for (const request of ["\r\n", "\n", "/\r\n", "\t+\r\n", "\t$\r\n"]) {
      assertEquals(await ask(folder, request), root, JSON.stringify(request));
    }
    for (const request of ["/a.txt\r\n", "a.txt\r\n", "/a.txt\nignored\n"]) {
      assertEquals(await ask(folder, request), "one\r\n..two\r\n.\r\n");
    }
    assertEquals(await ask(folder, "/sub/holiday.PNG\r\n"), "\xc2\x89PNG\n.\n");
    const found = "Isub/holiday.PNG\t/sub/holiday.PNG\texample\t70\r\n.\r\n";
    assertEquals(await ask(folder, "/\thol PNG\r\n"), found);
    assertEquals(await ask(folder, "/sub\tHOLIDAY\r\n"), found);
    assertMatch(await ask(folder, "/\tnowhere\r\n"), /^iNothing of that name\t/);
  });
});

Deno.test("answers missing names, links and paths upwards with an error menu", async () => {
  await withFolder(async (folder) => {
    const bad = ["/nothing", "/leak", "../secret", "/sub/../../secret", "/etc/hostname", "/\x00"];
    for (const selector of [...bad, "/a.txt/x", "URL:https://example.org"]) {
      const answer = await ask(folder, `${selector}\r\n`);
      assertMatch(answer, /^3[^\t\r\n]+\t\terror\.host\t1\r\n\.\r\n$/, selector);
    }
  });
});

Deno.test("uses a gophermap as the menu, and fills in missing fields", async () => {
  await withFolder(async (folder) => {
    const map = "Welcome\n0A text\ta.txt\n1Elsewhere\t/x\tother\t7071\n1sub\t\n.\nnot this\n";
    Deno.writeTextFileSync(join(folder, "gophermap"), map);
    assertEquals(
      await ask(folder, "\r\n"),
      "iWelcome\t\t-\t1\r\n0A text\t/a.txt\texample\t70\r\n1Elsewhere\t/x\tother\t7071\r\n" +
        "1sub\t/sub\texample\t70\r\n.\r\n",
    );
  });
});

Deno.test("rejects a request over the limit", async () => {
  await withFolder(async (folder) => {
    const { connection } = gopher.start({ folder });
    const [here, there] = memoryPair();
    const context = { signal: new AbortController().signal, log: () => {} };
    const served = connection(there, context).catch((error) => error);
    await write(here, encode("x".repeat(2000)));
    assertMatch(String(await served), /longer than 1024 bytes/);
  });
});

Deno.test("serves hidden names only if requested", async () => {
  await withFolder(async (folder) => {
    assertMatch(await ask(folder, "/.hidden\r\n"), /^3No such file/);
    assertMatch(await ask(folder, "/\thidden\r\n"), /^iNothing of that name/);
    assertEquals(await ask(folder, "/.hidden\r\n", { hidden: true }), "");
    assertMatch(await ask(folder, "/\thidden\r\n", { hidden: true }), /^9\.hidden\t/);
  });
});

Deno.test("ends a search and a list when the signal is aborted", async () => {
  await withFolder(async (folder) => {
    for (const [service, request] of [[gopher, "/\tword\r\n"], [files, "list\nok"]] as const) {
      const { connection } = service.start({ folder });
      const [here, there] = memoryPair();
      const signal = AbortSignal.abort(new Error("told to end"));
      const served = connection(there, { signal, log: () => {} });
      await write(here, encode(request));
      await assertRejects(() => served, Error, "told to end");
    }
  });
});

Deno.test("replaces tabs and line ends in menu texts", () => {
  const place = { host: "h", port: 70, selector: "" };
  assertEquals(
    menuLine({ type: "0", display: "a\tb\r\nc", selector: "/d\te", place }),
    "0a b  c\t/d e\th\t70\r\n",
  );
});
