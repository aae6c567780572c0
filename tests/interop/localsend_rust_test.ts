/** LocalSend with programs in Rust: the application's own, `localsend-rs` 0.1 and `jocalsend` 1.6. */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pause } from "../support/wait.ts";
import { assertSame, NAMES, type Pair, pathsIn, withOther } from "./localsend_others.ts";

const OFFICIAL = ["localsend-official", "script"];

function official({ onTerminal, home }: Pair, ...args: string[]) {
  const place = ["--destination", join(home, "in"), "--alias", "Official"];
  return onTerminal("localsend-official", ...place, ...args);
}

async function sharing({ sluice, files }: Pair) {
  const words = ["--lan", "--localsend", "--yes", "--alias", "Nice"];
  const share = await sluice("share", files, ...words);
  await share.waitFor(/LocalSend devices see it as Nice/);
}

withOther(OFFICIAL, "the application lists a share", async (pair) => {
  await sharing(pair);
  await official(pair).waitFor(/\[1\] Nice \(10\.77\.0\.1\)/, "out");
});

withOther(OFFICIAL, "the application sends files to receive", async (pair) => {
  const { sluice, files, into } = pair;
  const flags = ["--localsend", "--yes", "--once", "--into", into, "--alias", "Box"];
  const receiver = await sluice("receive", ...flags);
  await receiver.waitFor(/Waiting for a LocalSend device/);
  const sender = official(pair, ...pathsIn(files).flatMap((path) => ["-f", path]));
  await sender.waitFor(/Box \(10\.77\.0\.1\)/, "out");
  await sender.write("\r");
  await sender.waitFor(new RegExp(`Sent ${NAMES.length} files`), "out");
  assertEquals((await receiver.ended).code, 0);
  await assertSame(into, files);
}, ["receive"]);

withOther(
  OFFICIAL,
  "send gives files to the application, and is told when it declines",
  async (pair) => {
    const { sluice, files, home } = pair;
    await Deno.mkdir(join(home, "in"));
    const receiver = official(pair);
    await receiver.waitFor(/Ready to accept requests/, "out");
    const declined = await sluice("send", ...pathsIn(files), "--localsend=Official");
    await receiver.waitFor(/Accept\? Y\/N/, "out");
    await receiver.write("n");
    assertEquals((await declined.ended).code === 0, false);
    const accepted = await sluice("send", ...pathsIn(files), "--localsend=Official");
    await receiver.waitFor(/Accept\? Y\/N[^]*Accept\? Y\/N/, "out");
    await receiver.write("y");
    const { code, err } = await accepted.ended;
    assertEquals(code, 0, err);
    await assertSame(join(home, "in"), files);
  },
  ["send"],
);

withOther(["localsend-rs"], "localsend-rs discovers a share", async (pair) => {
  await sharing(pair);
  const { out } = await pair.other("localsend-rs", "discover", "--timeout", "3", "--json").ended;
  const [device] = JSON.parse(out);
  assertEquals([device.alias, device.protocol, device.download], ["Nice", "http", true]);
});

withOther(["localsend-rs"], "localsend-rs sends files and a text to receive", async (pair) => {
  const { sluice, files, into, other } = pair;
  const receiver = await sluice(
    "receive",
    "--localsend",
    "--yes",
    "--into",
    into,
    "--alias",
    "Box",
  );
  await receiver.waitFor(/Waiting for a LocalSend device/);
  const sent = await other("localsend-rs", "send", "Box", ...pathsIn(files)).ended;
  assertEquals(sent.code, 0, sent.err);
  await assertSame(into, files);
  const text = await other("localsend-rs", "send", "Box", "hello text").ended;
  assertEquals(text.code, 0, text.err);
  await receiver.waitFor(/A text from 10\.77\.0\.2[^]*hello text/);
}, ["receive"]);

withOther(
  ["jocalsend", "script", "curl"],
  "send gives a file to jocalsend by its address",
  async (pair) => {
    const { lan, sluice, files, home, onTerminal } = pair;
    const receiver = onTerminal("jocalsend");
    const asked = ["curl", "-skf", "https://10.77.0.2:53317/api/localsend/v2/info"];
    while ((await lan.start("ada", ...asked).ended).code !== 0) await pause(100);
    // R shows the requests, and A accepts one.
    await receiver.write("r");
    const sender = await sluice("send", join(files, NAMES[0]), "--localsend=10.77.0.2");
    while (sender.code === undefined) {
      await receiver.write("a");
      await pause(200);
    }
    assertEquals(sender.code, 0, sender.err);
    const stored = await Deno.readFile(join(home, "jocalsend-downloads", NAMES[0]));
    assertEquals(stored, await Deno.readFile(join(files, NAMES[0])));
  },
  ["send"],
);
