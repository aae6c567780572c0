import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { CallerError } from "../../lib/errors.ts";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { files } from "../../lib/services/files.ts";
import { gopher, type GopherOptions } from "../../lib/services/gopher.ts";
import {
  contentOf,
  decodeText,
  errorIn,
  GOPHER_TYPES,
  parseMenu,
  removeDotStuffing,
} from "../../lib/services/gopher_item.ts";
import { mappedMenu, menuLine } from "../../lib/services/gopher_menu.ts";
import { dotStuffer } from "../../lib/services/gopher_text.ts";
import {
  formatGopherUrl,
  gopherRequest,
  parseGopherUrl,
  withSelector,
} from "../../lib/services/gopher_url.ts";
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
    `h/0${"x".repeat(4097)}`,
    "h:99999/",
    "h:0/0/x",
    "gopher://h:0",
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
    for (const selector of [...bad, "/a.txt/x", "URL:", "URL:javascript:alert(1)"]) {
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
    await write(here, encode("x".repeat(10_000)));
    assertMatch(String(await served), /longer than 8192 bytes/);
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

Deno.test("a host or a type of a gophermap does not create another line or field", () => {
  const place = { host: "h", port: 70, selector: "" };
  assertEquals(
    mappedMenu("0a\tb\tho\rst\t70\n\ta\tb\tc\t70\n\u00e9a\tb", place),
    "0a\tb\tho st\t70\r\ni a b c 70\t\t-\t1\r\ni\u00e9a b\t\t-\t1\r\n.\r\n",
  );
});

Deno.test("an item of a gophermap has a port that clients can connect to", () => {
  const place = { host: "h", port: 7070, selector: "" };
  const portOf = (fields: string) => /\t(\S+)\r/.exec(mappedMenu(`0a\t/a\t${fields}`, place))![1];
  for (const field of ["0", "65536", "99999", "-1", "1e3", "7.5", "0x46", "port", ""]) {
    assertEquals(portOf(`h\t${field}`), "7070", field);
    assertEquals(portOf(`other\t${field}`), "70", field);
  }
  assertEquals([portOf("h\t65535"), portOf("other\t1")], ["65535", "1"]);
});

Deno.test("answers the link of a gophermap with a page that leads there", async () => {
  await withFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "gophermap"), "hLink\tURL:https://example.org/?a&b\n");
    const menu = parseMenu(textToBytes(await ask(folder, "\r\n")));
    const target = '<a href="https://example.org/?a&#38;b">';
    for (const selector of [menu[0]!.selector, `/${menu[0]!.selector}`]) {
      const page = await ask(folder, `${selector}\r\n`);
      assertEquals([page.includes(target), page.includes("?a&b")], [true, false], selector);
    }
  });
});

Deno.test("escapes a link in the page that leads there", async () => {
  await withFolder(async (folder) => {
    const page = await ask(folder, `URL:http://h/"><script>'</script>\r\n`);
    assertEquals(/<script|"><s|'/.test(page), false, page);
    assertMatch(page, /href="http:\/\/h\/&#34;&#62;&#60;script&#62;&#39;&#60;\/script&#62;"/);
  });
});

for (
  const link of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "vbscript:x",
    "//example.org/",
    "example.org",
    "http:",
    " javascript:x",
    "java script:x",
    "http://a b/",
    "blob:http://a/b",
    "http://[",
  ]
) {
  Deno.test(`does not lead to ${JSON.stringify(link)}`, async () => {
    await withFolder(async (folder) => {
      const answer = await ask(folder, `URL:${link}\r\n`);
      assertMatch(answer, /^3[^\t\r\n]+\t\terror\.host\t1\r\n\.\r\n$/);
    });
  });
}

/** The file as a client stores it that fetches the item of the menu. */
async function fetched(folder: string, name: string, content: Uint8Array): Promise<{
  type: string;
  bytes: Uint8Array;
}> {
  Deno.writeFileSync(join(folder, name), content);
  const menu = parseMenu(textToBytes(await ask(folder, "\r\n")));
  const { type, selector } = menu.find(({ display }) => display === name)!;
  const found = parseMenu(textToBytes(await ask(folder, `/\t${name}\r\n`)));
  assertEquals(found.find(({ display }) => display === name)?.type, type, "of a search");
  const answer = textToBytes(await ask(folder, `${selector}\r\n`));
  const { content: kind } = GOPHER_TYPES[type]!;
  const text = () => bytesToText(removeDotStuffing(answer)).replaceAll("\r\n", "\n");
  return { type, bytes: kind === "text" ? textToBytes(text()) : answer };
}

for (
  const [name, content, type] of [
    ["README", encode("one\n.two\n.\nthree\n"), "0"],
    ["README", encode("no line end"), "0"],
    ["README", encode("one\n.two\n..three"), "0"],
    ["README", encode(""), "0"],
    ["README", encode("né ".repeat(2000)), "0"],
    ["README", encode(`${"x".repeat(4095)}é\n`), "0"],
    ["README", encode("one\r\ntwo\r\n"), "9"],
    ["tool", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0x0a, 0x2e, 0x0a), "9"],
    ["tool", Uint8Array.of(0xce, 0xd2, 0x0a, 0x2e, 0x0a), "9"],
    ["tool", textToBytes(`${"abc\n".repeat(1024)}\0\n.\n`), "0"],
    ["b.txt", encode("one\n.two"), "0"],
    ["b.txt", Uint8Array.of(0xce, 0xd2, 0x0a, 0x2e, 0xce, 0x0a), "0"],
    ["b.txt", textToBytes("\xff\xfea\0\n\0.\0\n\0"), "9"],
    ["b.html", encode("<p>\r\n.\n"), "h"],
    ["b.bin", encode(""), "9"],
    ["b.rs", encode("fn a() {}\r\n.\n"), "9"],
  ] as const
) {
  const start = JSON.stringify(bytesToText(content.subarray(0, 20)));
  const what = `${name} with ${content.length} bytes, ${start}`;
  Deno.test(`a client can store a file exactly by its type in the menu: ${what}`, async () => {
    await withFolder(async (folder) => {
      assertEquals(await fetched(folder, name, content), { type, bytes: content });
    });
  });
}

Deno.test("a last line of one dot without its end is not taken for the end of a text", async () => {
  await withFolder(async (folder) => {
    for (const text of [".", "a\n."]) {
      Deno.writeTextFileSync(join(folder, "a.txt"), text);
      const answer = textToBytes(await ask(folder, "a.txt\r\n"));
      assertEquals(bytesToText(removeDotStuffing(answer)).replaceAll("\r\n", "\n"), `${text}\n`);
    }
  });
});

Deno.test("tells a menu, a text and a file apart by their content", () => {
  for (
    const [content, form] of [
      ["0a\t/a\th\t70\r\n.\r\n", "menu"],
      ["iinfo\t\t-\t0\n0a\t/a\th\t70\t+\n", "menu"],
      ["0a\t/a\th\t70\r\nmore\r\n.\r\n", "text"],
      ["a\tb\tc\td\n", "text"],
      [".\r\n", "text"],
      ["", "text"],
      ["words\n", "text"],
      ["a\0b", "binary"],
      ["caf\xe9\r\n.\r\n", "text"],
      ["caf\xe9\r\n", "verbatim"],
    ] as const
  ) assertEquals(contentOf(textToBytes(content)), form, JSON.stringify(content));
});

Deno.test("rejects a selector that would be another request", () => {
  const url = parseGopherUrl("h");
  for (
    const text of ["a\r\nb", "a\nb", "a\tb", "a\0", "\x1b", "x".repeat(4097), "é".repeat(2049)]
  ) {
    assertThrows(() => withSelector(url, text), CallerError, "Invalid selector");
  }
  assertEquals(withSelector(url, "/é").selector, "/\xc3\xa9");
});

Deno.test("serves a file that is named like a link, and one whose selector is long", async () => {
  await withFolder(async (folder) => {
    const names = ["URL:a", ...["d", "e", "f"].map((letter) => letter.repeat(250))];
    Deno.writeTextFileSync(join(folder, names[0]!), "no link\n");
    const deep = names.slice(1).join("/");
    Deno.mkdirSync(join(folder, deep), { recursive: true });
    Deno.writeTextFileSync(join(folder, deep, "a.rst"), "deep\n");
    const [item] = parseMenu(textToBytes(await ask(folder, `/${deep}\r\n`)));
    const selector = parseGopherUrl(formatGopherUrl({ ...item!, port: item!.port! })).selector;
    assertEquals(await ask(folder, `${selector}\r\n`), "deep\n");
    assertEquals(await ask(folder, "/URL:a\r\n"), "no link\r\n.\r\n");
  });
});

Deno.test("a menu leaves out names that would be another line, and a search does too", async () => {
  await withFolder(async (folder) => {
    for (const name of ["cr\rx", "lf\nx", "both\r\n0forged\tx\th\t1", "nul\x01x"]) {
      Deno.writeTextFileSync(join(folder, name), "");
    }
    for (const request of ["\r\n", "/\tx\r\n", "/\tforged\r\n"]) {
      const menu = await ask(folder, request);
      assertEquals(/forged|cr|lf|nul/.test(menu), false, menu);
      assertEquals(menu.replace(/\r\n/g, "").match(/[\r\n]/), null);
    }
  });
});
