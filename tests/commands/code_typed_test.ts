// Entering a code on a terminal, with completion, typing errors and interruption.

import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { type Program, start } from "../support/program.ts";

const reason = noTerminal();
if (reason) console.warn(`tests/commands/code_typed_test.ts: skipped: ${reason}`);
const options = { ignore: reason !== undefined };

async function inFolder(run: (file: string, into: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "sluice-typed-" });
  try {
    await Deno.writeTextFile(join(root, "letter"), "hello\n");
    await run(join(root, "letter"), join(root, "into"));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const codeOf = async (sender: Program) => (await sender.waitFor(/run: sluice receive (\S+)/))[1]!;
const portOf = async (program: Program, where: "out" | "err" = "err") =>
  (await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/, where))[1]!;

Deno.test({
  ...options,
  name: "accepts a code typed with corrections and Tab, and then the offer",
}, async () => {
  await inFolder(async (file, into) => {
    await using sender = await start(["send", file, "--listen", "127.0.0.1:0"]);
    const [channel, first, second] = (await codeOf(sender)).split("-");
    const from = ["--from", `127.0.0.1:${await portOf(sender)}`];
    await using receiver = await startOnTerminal(["receive", ...from, "--into", into]);
    const { program, type } = receiver;
    await program.waitFor(/Code: $/, "out");
    await type("otter\r");
    await program.waitFor(/must begin with a number[^]*Code: $/, "out");
    // Four letters identify a word; a surplus letter is erased.
    await type(`${channel} ${first!.slice(0, 4)}\t ${second!.toUpperCase()}q\x7f\r`);
    await program.waitFor(/Receive into .*\? \[y\/N\] $/, "out");
    assertStringIncludes(program.out, `${channel} ${first}`);
    await type("y\r");
    assertEquals([(await program.ended).code, (await sender.ended).code], [0, 0], program.out);
    const place = join(await Deno.realPath(into), "letter");
    assertStringIncludes(program.out, `Received 1 file (6 B) into ${place} in `);
    assertFalse(/[0-9a-f]{64}/.test(program.out), "digests are for programs");
    assertEquals(await Deno.readTextFile(join(into, "letter")), "hello\n");
  });
});

Deno.test({ ...options, name: "ends after three lines without a valid code" }, async () => {
  await using receiver = await startOnTerminal(["receive", "--from", "127.0.0.1:1"]);
  const { program, type } = receiver;
  for (const [n, line] of ["a", "7", "7 zzzzz lemon"].entries()) {
    await program.waitFor(
      new RegExp(`^(Code: .*\\r\\n.*code.*\\r\\n){${n}}Code: $`),
      "out",
    );
    await type(`${line}\r`);
  }
  assertEquals((await program.ended).code, 64);
});

Deno.test({
  ...options,
  name: "Ctrl-C at the question ends it, and restores the terminal",
}, async () => {
  const args = ["receive", "--from", "127.0.0.1:1"];
  await using receiver = await startOnTerminal(args, { then: "echo exit $?; stty -a" });
  const { program, type } = receiver;
  await program.waitFor(/Code: $/, "out");
  await type("7-");
  await program.waitFor(/Code: 7-$/, "out");
  await type("\x03");
  const { out } = await program.ended;
  assert(/Code: 7-\r\n.*Interrupted \(SIGINT\)\r\nexit 130\r\n/.test(out), out);
  assert(/ echo /.test(out) && / icanon /.test(out) && !/-icanon|-echo /.test(out), out);
});

Deno.test({
  ...options,
  name:
    "a listening receiver asks for each sender's code, and recognizes a sender after a lost connection",
}, async () => {
  await inFolder(async (file, into) => {
    const large = new Uint8Array(4 << 20).map((_, i) => i * 7 + (i >> 8));
    await Deno.writeFile(file, large);
    await using waiting = await startOnTerminal(
      ["receive", "--listen", "127.0.0.1:0", "--into", into, "--yes"],
    );
    const { program, type } = waiting;
    const { startProxy } = await import("../chaos/proxy.ts");
    const { Random } = await import("../chaos/random.ts");
    const cut = { at: 2 << 20, kind: "cut" as const, wait: 0 };
    const target = Number(await portOf(program, "out"));
    // The first connection is for a wrong guess, the second is cut, the third carries the rest.
    const plans = [[], [cut], []].map((faults) => ({ faults, piece: 64 * 1024 }));
    const proxy = startProxy(target, plans, new Random(1));
    try {
      await using sender = await start(["send", file, "--to", proxy.address]);
      const [, code = ""] = await sender.waitFor(/^Enter this code at 127\.\S+: (\S+)$/m);
      const [channel] = code.split("-");
      await program.waitFor(/wants to send\. The code it shows: $/, "out");
      await type(`${channel} zoo zoo\r`);
      await sender.waitFor(/Wrong code entered at 127\.\S+; 2 tries left/);
      await program.waitFor(/Wrong code[^]*The code it shows: $/, "out");
      await type(`${code}\r`);
      const { code: exit, err } = await sender.ended;
      assertEquals(exit, 0, err + program.out);
      assertStringIncludes(err, "Connection lost; retrying for 30 s");
      assertEquals(program.out.match(/The code it shows/g)?.length, 2);
      assertEquals(await Deno.readFile(join(into, "letter")), large);
    } finally {
      await proxy.close();
    }
    program.kill("SIGINT");
  });
});

Deno.test({
  ...options,
  name: "a dialling sender shows a new code after three wrong guesses",
}, async () => {
  await inFolder(async (file, into) => {
    await using waiting = await startOnTerminal(
      ["receive", "--listen", "127.0.0.1:0", "--into", into, "--yes"],
    );
    const { program, type } = waiting;
    await using sender = await start(
      ["send", file, "--to", `127.0.0.1:${await portOf(program, "out")}`],
    );
    for (let guess = 0; guess < 3; guess++) {
      await program.waitFor(new RegExp(`(shows: [^]*Wrong code[^]*){${guess}}shows: $`), "out");
      await type("7 zoo zoo\r");
      if (guess === 0) await sender.waitFor(/Connecting again in 1 s/);
    }
    await sender.waitFor(/it is no longer valid\n(.*\n)?Enter this code at/);
    assertFalse(sender.said.includes("zoo"));
    assert(program.out.includes("Wrong code"));
  });
});

Deno.test({
  ...options,
  name: "asks for the code again after a wrong one, typed or in the arguments",
}, async () => {
  for (const isTyped of [true, false]) {
    await inFolder(async (file, into) => {
      await using sender = await start(["send", file, "--listen", "127.0.0.1:0"]);
      const code = await codeOf(sender);
      const wrong = `${code.split("-")[0]}-zoo-zoo`;
      const from = ["--from", `127.0.0.1:${await portOf(sender)}`, "--into", into, "--yes"];
      const words = isTyped ? [] : [wrong];
      await using receiver = await startOnTerminal(["receive", ...words, ...from]);
      const { program, type } = receiver;
      if (isTyped) {
        await program.waitFor(/Code: $/, "out");
        await type(`${wrong}\r`);
      }
      await program.waitFor(/Wrong code\. Check it[^\n]*; 2 tries left\r\nCode: $/, "out");
      await type(`${code}\r`);
      assertEquals([(await program.ended).code, (await sender.ended).code], [0, 0], program.out);
      assertEquals(await Deno.readTextFile(join(into, "letter")), "hello\n");
    });
  }
});

Deno.test({ ...options, name: "ends after the third wrong code" }, async () => {
  await inFolder(async (file, into) => {
    await using sender = await start(["send", file, "--listen", "127.0.0.1:0"]);
    const wrong = `${(await codeOf(sender)).split("-")[0]}-zoo-zoo`;
    const from = ["--from", `127.0.0.1:${await portOf(sender)}`, "--into", into, "--yes"];
    await using receiver = await startOnTerminal(["receive", ...from]);
    const { program, type } = receiver;
    for (let tries = 0; tries < 3; tries++) {
      await program.waitFor(new RegExp(`(Wrong code[^]*){${tries}}Code: $`), "out");
      await type(`${wrong}\r`);
    }
    assertEquals((await program.ended).code, 1, program.out);
    assertEquals(program.out.match(/Code: /g)?.length, 3);
  });
});
