/** `sluice send --localsend` with a device whose address is known, on the loopback interface. */

import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { localSendTarget } from "../../commands/send/localsend_target.ts";
import { parse } from "../../lib/cli/parse.ts";
import { send } from "../../commands/send/command.ts";
import type { Command } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { freePort } from "../support/free_port.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { type Ended, eventsOf, type Program, start } from "../support/program.ts";
import { until } from "../support/wait.ts";
import { type DeviceOptions, ScriptedDevice, SESSION } from "../web/localsend/scripted_device.ts";

const bare = { sanitizeOps: false, sanitizeResources: false };
const noTty = noTerminal();
const onTty = (name: string) =>
  noTty === undefined ? { name } : { name: `${name} (ignored: ${noTty})`, ignore: true };

/** A folder with files, and a device. */
interface Bench {
  folder: string;
  device: ScriptedDevice;
  env: Record<string, string>;
  start(...args: string[]): Promise<Program>;
  run(...args: string[]): Promise<Ended>;
}

async function bench(options: DeviceOptions, act: (bench: Bench) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  await Deno.mkdir(path("trip/day 1"), { recursive: true });
  await Deno.mkdir(path("trip/empty"));
  await Deno.writeTextFile(path("trip/day 1/é.txt"), "rain");
  await Deno.writeFile(path("trip/big.bin"), new Uint8Array(3_000_000).fill(7));
  await Deno.writeTextFile(path("trip/none"), "");
  await Deno.writeTextFile(path("a.txt"), "sun");
  await using device = await ScriptedDevice.start(options);
  const env = { XDG_STATE_HOME: path("state"), NO_COLOR: "1" };
  const begin = (...args: string[]) => start(["send", ...args], { cwd: folder.path, env });
  await act({
    folder: folder.path,
    device,
    env,
    start: begin,
    async run(...args) {
      await using program = await begin(...args);
      return await program.ended;
    },
  });
}

const at = ({ address }: ScriptedDevice) => `--localsend=${address}`;

Deno.test({ ...bare, name: "sends files and folders to an address" }, async () => {
  await bench({}, async ({ device, run, folder }) => {
    const { code, out, err } = await run("trip", "a.txt", at(device), "--alias", "Me");
    assertEquals([code, out], [0, ""], err);
    const sizes = [...device.stored].map(([name, body]) => [name, body.length]);
    assertEquals(Object.fromEntries(sizes), {
      "trip/big.bin": 3_000_000,
      "trip/day 1/é.txt": 4,
      "trip/none": 0,
      "a.txt": 3,
    });
    const { info, files } = device.offer;
    assertEquals(info.alias, "Me");
    const rain = Object.values(files).find(({ fileName }) => fileName === "trip/day 1/é.txt")!;
    assertEquals(rain.sha256, createHash("sha256").update("rain").digest("hex"));
    assertEquals(rain.fileType, "text/plain");
    const { mtime } = await Deno.stat(join(folder, "trip/day 1/é.txt"));
    assertEquals(rain.metadata, { modified: mtime!.toISOString() });
    assertStringIncludes(err, "trip/empty");
    assertMatch(err, /Sending to "Device" at 127\.0\.0\.1:\d+/);
    assertStringIncludes(err.replaceAll(" ", ""), device.fingerprint);
    assertMatch(err, /^Sent 4 files \(2\.86 MiB\) in /m);
  });
});

Deno.test({ ...bare, name: "takes the next word for the device unless it is a path" }, async () => {
  await bench({}, async ({ device, run }) => {
    const { code, err } = await run("--localsend", device.address, "a.txt");
    assertEquals([code, [...device.stored.keys()]], [0, ["a.txt"]], err);
  });
  const target = (...words: string[]) => {
    const args = parse(send as Command, words);
    return [args.value("localsend"), args.positionals];
  };
  assertEquals(target("--localsend", "deno.json"), ["", ["deno.json"]]);
  assertEquals(target("--localsend", "Anna's phone", "x"), ["Anna's phone", ["x"]]);
  assertEquals(target("x", "--localsend"), ["", ["x"]]);
  assertEquals(target("--localsend=deno.json", "x"), ["deno.json", ["x"]]);
});

Deno.test("tells addresses from names", () => {
  const host = (value: string) => {
    const target = localSendTarget(value);
    return target.kind === "address" ? [target.host, target.port, target.protocol] : target;
  };
  assertEquals(host("192.0.2.7"), ["192.0.2.7", 53317, "https"]);
  assertEquals(host("192.0.2.7:80"), ["192.0.2.7", 80, "https"]);
  assertEquals(host("fe80::1%eth0"), ["fe80::1%eth0", 53317, "https"]);
  assertEquals(host("[fe80::1%eth0]:80"), ["fe80::1%eth0", 80, "https"]);
  assertEquals(host("phone.lan"), ["phone.lan", 53317, "https"]);
  assertEquals(host("localhost"), ["localhost", 53317, "https"]);
  assertEquals(host("http://192.0.2.7/"), ["192.0.2.7", 53317, "http"]);
  assertEquals(host("https://phone:80"), ["phone", 80, "https"]);
  assertEquals(host(" Anna's phone "), { kind: "name", name: "Anna's phone" });
  assertEquals(host("phone"), { kind: "name", name: "phone" });
  assertEquals(host(""), { kind: "any" });
});

Deno.test({ ...bare, name: "sends a text, which the device shows or asks for" }, async () => {
  for (const shown of [true, false]) {
    const script: DeviceOptions["script"] = ({ route }) =>
      shown && route === "prepare-upload" ? new Response(null, { status: 204 }) : undefined;
    await bench({ script }, async ({ device, run }) => {
      const { code, err } = await run("--text", "grüße", at(device));
      assertEquals(code, 0, err);
      const [file] = Object.values(device.offer.files);
      assertEquals([file!.preview, file!.size, file!.fileType], ["grüße", 7, "text/plain"]);
      assertEquals(device.of("upload").length, shown ? 0 : 1);
      assertStringIncludes(err, "Sent a text (7 B)");
    });
  }
});

const ENDS: Readonly<
  Record<string, { status: number; code: number; text: string; args?: string[] }>
> = {
  "declines": { status: 403, code: 1, text: "The receiver declined" },
  "is busy": { status: 409, code: 75, text: "busy with another transfer", args: ["--retry", "0"] },
  "asks for a PIN": { status: 401, code: 77, text: "add --pin PIN" },
  "has another PIN": { status: 401, code: 1, text: "Wrong PIN", args: ["--pin", "1"] },
  "had too many requests": { status: 429, code: 1, text: "too many wrong PINs" },
  "fails": { status: 500, code: 1, text: "answers 500" },
};
for (const [name, { status, code, text, args = [] }] of Object.entries(ENDS)) {
  Deno.test({ ...bare, name: `ends with ${code} if the device ${name}` }, async () => {
    const script: DeviceOptions["script"] = ({ route }) =>
      route === "prepare-upload" ? new Response(null, { status }) : undefined;
    await bench({ script }, async ({ device, run }) => {
      const ended = await run("a.txt", at(device), ...args);
      assertEquals(ended.code, code, ended.err);
      assertStringIncludes(ended.err, text);
    });
  });
}

Deno.test(
  { ...bare, name: "names a file that failed, sends the others, and ends with 1" },
  async () => {
    const script: DeviceOptions["script"] = ({ route, body }) =>
      route === "upload" && body!.length === 4
        ? Response.json({ message: "full \x1b[2J" }, { status: 500 })
        : undefined;
    await bench({ script }, async ({ device, run }) => {
      const { code, err } = await run("trip", at(device));
      assertEquals(code, 1, err);
      assertStringIncludes(
        err,
        'Failed: "trip/day 1/é.txt": the receiver cannot store it (full \\x1b[2J)',
      );
      assertMatch(err, /^Sent 2 files .*; 1 failed$/m);
    });
  },
);

Deno.test({ ...bare, name: "ends with 75 when the receiver cancels" }, async () => {
  const sender = Promise.withResolvers<number>();
  const script: DeviceOptions["script"] = async ({ route, body }) => {
    if (route === "register") sender.resolve(JSON.parse(new TextDecoder().decode(body)).port);
    if (route !== "upload") return undefined;
    const url = `https://127.0.0.1:${await sender.promise}/api/localsend/v2/cancel`;
    const query = `?sessionId=${encodeURIComponent(SESSION)}`;
    const curl = [
      "curl",
      "-sk",
      "-X",
      "POST",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      url + query,
    ];
    const { stdout } = await new Deno.Command(curl[0]!, { args: curl.slice(1) }).output();
    assertEquals(new TextDecoder().decode(stdout), "200");
    return undefined;
  };
  await bench({ script }, async ({ device, run }) => {
    const { code, err } = await run("trip", at(device));
    assertEquals(code, 75, err);
    assertStringIncludes(err, "The receiver cancelled");
  });
});

Deno.test({ ...bare, name: "tells the device of Ctrl-C, and ends with 130" }, async () => {
  for (const stage of ["prepare-upload", "upload"]) {
    const never = Promise.withResolvers<undefined>();
    const script: DeviceOptions["script"] = ({ route }) =>
      route === stage ? never.promise : undefined;
    await bench({ script }, async ({ device, start }) => {
      await using sender = await start("a.txt", at(device));
      await until(() => device.of(stage).length > 0, stage);
      sender.kill("SIGINT");
      const { code, err } = await sender.ended;
      assertEquals(code, 130, err);
      const ids = device.of("cancel").map(({ query }) => query.get("sessionId"));
      assertEquals(ids, [stage === "upload" ? SESSION : null]);
      never.resolve(undefined);
    });
  }
});

Deno.test({
  ...bare,
  name: "sends nothing, without a terminal, to a name that has another certificate than before",
}, async () => {
  await bench({}, async ({ device, run }) => {
    assertEquals((await run("a.txt", at(device))).err.includes("Warning"), false);
    assertEquals((await run("a.txt", at(device))).err.includes("Warning"), false);
    await using other = await ScriptedDevice.start();
    const { code, err } = await run("a.txt", at(other));
    assertEquals(code, 83);
    assertStringIncludes(err, 'Warning: "Device" had another certificate before');
    assertStringIncludes(err, "Nothing was sent");
    assertEquals(other.of("prepare-upload").length, 0);
  });
});

Deno.test({ ...bare, name: "sends without encryption only where that is meant" }, async () => {
  await bench({ plain: true }, async ({ device, run }) => {
    const unmeant = await run("a.txt", at(device));
    assertEquals(unmeant.code, 69, unmeant.err);
    assertStringIncludes(unmeant.err, "use http:// before its address");
    assertEquals(device.requests.length, 0);
    const meant = await run("a.txt", `--localsend=http://127.0.0.1:${device.port}`);
    assertEquals(meant.code, 0, meant.err);
    assertStringIncludes(meant.err, "encryption is off");
  });
});

Deno.test({ ...bare, name: "writes the events of a transfer" }, async () => {
  await bench({}, async ({ device, start }) => {
    await using program = await start("a.txt", at(device), "--json");
    await program.ended;
    const events = eventsOf(program);
    const names = events.map(({ event }) => event).filter((name) => name !== "progress");
    assertEquals(names, ["device", "offered", "accepted", "file_started", "file_done", "done"]);
    assertEquals(events[0]!.fingerprint, device.fingerprint);
  });
});

const MISUSE: readonly (readonly [string, readonly string[]])[] = [
  ["exclude each other", ["a.txt", "--localsend=x.y", "--to", "h"]],
  ["exclude each other", ["a.txt", "--localsend=x.y", "--digest", "md5"]],
  ["no symbolic links", ["a.txt", "--localsend=x.y", "--symlinks", "keep"]],
  ["Missing PATH", ["--localsend=x.y"]],
  ["standard input", ["-", "--localsend=x.y"]],
  ["without control characters", ["a.txt", "--localsend=x.y", "--alias", "\x07"]],
  ["needs a NAME or an ADDRESS", ["a.txt", "--localsend"]],
];
Deno.test({ ...bare, name: "rejects flags that do not go together" }, async () => {
  await bench({}, async ({ run }) => {
    for (const [text, args] of MISUSE) {
      const { code, err } = await run(...args);
      assertEquals(code, 64, err);
      assertStringIncludes(err, text);
    }
  });
});

Deno.test(
  { ...bare, name: "ends with 66 where there is no file, and with 69 where no device is" },
  async () => {
    await bench({}, async ({ device, run }) => {
      assertEquals((await run("trip/empty", at(device))).code, 66);
      assertEquals((await run("a.txt", `--localsend=127.0.0.1:${freePort()}`)).code, 69);
      assertEquals((await run("a.txt", "--localsend=no-such-host.invalid")).code, 68);
      assertEquals(device.requests.length, 0);
    });
  },
);

Deno.test({ ...bare, ...onTty("asks for the PIN, three times at most") }, async () => {
  const script: DeviceOptions["script"] = ({ route, query }) =>
    route === "prepare-upload" && query.get("pin") !== "42"
      ? new Response(null, { status: 401 })
      : undefined;
  for (const [typed, expected] of [[["1", "42"], 0], [["1", "2", "3"], 1]] as const) {
    await bench({ script }, async ({ device, folder, env }) => {
      const args = ["send", "a.txt", at(device)];
      await using terminal = await startOnTerminal(args, { cwd: folder, env });
      for (const [n, pin] of typed.entries()) {
        const asked = () => terminal.program.out.split('PIN of "Device": ').length > n + 1;
        await until(asked, `question ${n + 1}`);
        await terminal.type(`${pin}\r`);
        // The echo of the answer may contain the question again.
        await until(() => device.of("prepare-upload").length > n + 1, `PIN ${n + 1} is tried`);
      }
      assertEquals((await terminal.program.ended).code, expected, terminal.program.out);
    });
  }
});

Deno.test(
  { ...bare, ...onTty("asks before it sends to a device with another certificate") },
  async () => {
    await bench({}, async ({ device, folder, env, run }) => {
      await run("a.txt", at(device));
      await using other = await ScriptedDevice.start();
      await using terminal = await startOnTerminal(["send", "a.txt", at(other)], {
        cwd: folder,
        env,
      });
      await terminal.program.waitFor(/Send anyway\? \[y\/N\]/, "out");
      assertEquals(other.of("prepare-upload").length, 0);
      await terminal.type("n\r");
      assertEquals((await terminal.program.ended).code, 77);
      assertEquals(other.of("prepare-upload").length, 0);
    });
  },
);

Deno.test("rejects an address that is none, or is on no one network", () => {
  assertThrows(() => localSendTarget("http://"), CallerError);
  for (const value of ["fe80::1", "[fe80::1]:53317", "http://[fe80::1]"]) {
    assertThrows(() => localSendTarget(value), CallerError, "needs its interface");
  }
});
