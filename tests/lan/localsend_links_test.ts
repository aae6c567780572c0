/** `sluice send --localsend` on a machine with several networks that have link-local addresses only. */

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { temporaryFolder } from "../support/folder.ts";
import { commandLine } from "../support/program.ts";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan();
if (reason) console.warn(`tests/lan/localsend_links_test.ts: skipped: ${reason}`);

Deno.test({
  name: "finds a device that registers by a link-local address, on the network where it is",
  ignore: reason !== undefined,
  async fn() {
    await using lan = await Lan.create("ipv6");
    // Not the first network of the sender.
    await lan.ip("eve", "link", "set", "eth0", "down");
    // The receiver hears announcements, and is not heard.
    await lan.ip("eve", "-6", "route", "add", "blackhole", "ff12::/16", "table", "local");
    await lan.join("cable", { ada: "fe80::a/64", eve: "fe80::e/64" });
    await using folder = await temporaryFolder();
    const start = async (host: "ada" | "eve", ...words: string[]) => {
      const env = { NO_COLOR: "1", XDG_STATE_HOME: `${folder.path}/${host}` };
      return lan.startWith(host, await commandLine(words), { env });
    };
    const into = ["--into", `${folder.path}/in`];
    const receiver = await start(
      "eve",
      "receive",
      "--localsend",
      "--alias",
      "Eve",
      "--yes",
      ...into,
    );
    await receiver.waitFor(/Waiting for a LocalSend device/);
    const sender = await start(
      "ada",
      "send",
      "--text",
      "hello",
      "--localsend=Eve",
      "--timeout",
      "30s",
    );
    const { code, err } = await sender.ended;
    assertEquals(code, 0, err);
    assertMatch(err, /^Sending to "Eve" at \[fe80:.*%cable\]:53317$/m);
    await receiver.waitFor(/^hello$/m);
  },
});

Deno.test({
  name: "an interface with two link-local addresses works without a warning",
  ignore: reason !== undefined,
  async fn() {
    await using lan = await Lan.create("ipv6");
    await lan.ip("ada", "address", "add", "fe80::77/64", "dev", "eth0", "nodad");
    await using folder = await temporaryFolder();
    const env = { NO_COLOR: "1", XDG_STATE_HOME: folder.path };
    const peers = lan.startWith("ada", await commandLine(["peers", "--localsend"]), { env });
    const { err } = await peers.ended;
    assertNotMatch(err, /multicast/);
  },
});
