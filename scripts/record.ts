/**
 * Records `docs/send.svg`, a folder sent from one machine to another, and `docs/share.png`, the page of
 * `share`. For maintainers, after what these show has changed. The session is a real one, on terminals
 * in two network namespaces that this script makes and removes: it needs Linux, root, tmux, `ip` and
 * `unshare`, and for the page Chromium.
 *
 *     deno task record
 *     deno task record --pages FOLDER
 *
 * The second form puts pictures of the pages into a folder, for people who look at them
 * (`tests/web/browser/screenshots.ts`); it needs Chromium only.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce } from "./closed_network.ts";
import { permissionFlags } from "./permissions.ts";
import { drawSvg, type Frame } from "./record/draw_svg.ts";
import { findChromium, picturePage } from "./record/picture_page.ts";
import { Machines, NAMES, noMachines, writePrograms } from "./record/machines.ts";
import { parseScreen } from "./record/parse_screen.ts";
import { Recorder } from "./record/recorder.ts";
import { testLock } from "./test_lock.ts";

const COLUMNS = 76;
const ROWS = 14;
/** Milliseconds. */
const REST = 6000;
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** A folder of 37 files, 223 MiB. */
const HOLIDAY = [
  "mkdir -p holiday/beach holiday/town",
  "for n in $(seq 1 36); do head -c 6500000 /dev/urandom > holiday/beach/IMG_$((4000 + n)).jpg; done",
  "echo 'Day one: rain' > holiday/town/diary.txt",
].join(" && ");

/** The command line of the program from source, with the permissions of its edition. */
async function program(): Promise<string[]> {
  const config = `--config=${await configInForce()}`;
  const flags = await permissionFlags("plain");
  const entry = path("start.ts");
  return [
    Deno.execPath(),
    "run",
    config,
    "--quiet",
    "--no-check",
    "--cached-only",
    ...flags,
    entry,
  ];
}

async function recordSession(programs: string): Promise<Frame[]> {
  const options = { columns: COLUMNS, rows: ROWS, programs, prepare: HOLIDAY };
  await using machines = await Machines.create(options);
  const recorder = new Recorder(machines);
  for (const name of NAMES) await recorder.until(name, /^\S+\$ *\n*$/);
  recorder.restart();
  await recorder.enter("ada", "sluice send holiday");
  const [code] = await recorder.until("ada", /\d+-[a-z]+-[a-z]+/);
  await recorder.read();
  await recorder.enter("bob", `sluice receive ${code}`);
  await recorder.until("bob", /\[y\b[^\]]*\]/i);
  await recorder.read();
  await recorder.enter("bob", "y");
  for (const name of NAMES) await recorder.until(name, /\n\S+\$ *\n*$/);
  return recorder.frames.map(({ at, screens }) => ({ at, screens: screens.map(parseScreen) }));
}

async function recordSend(programs: string): Promise<void> {
  const target = path("../docs/send.svg");
  const frames = await recordSession(programs);
  const svg = drawSvg({
    title: "Sending a folder with sluice",
    description: "Ada runs sluice send holiday, which shows a code. " +
      "Bob runs sluice receive with that code, and accepts. Both see that the files have arrived.",
    names: ["ada's machine", "bob's machine"],
    columns: COLUMNS,
    frames,
    rest: REST,
  });
  await Deno.writeTextFile(target, svg);
  console.log(`${target}: ${frames.length} frames, ${Math.ceil(svg.length / 1024)} KiB`);
}

async function recordShare(programs: string): Promise<void> {
  const target = path("../docs/share.png");
  const chromium = findChromium();
  if (chromium === undefined) return console.error(`${target}: not renewed: needs Chromium`);
  await picturePage(chromium, { sluice: join(programs, "sluice"), folder: programs, target });
  console.log(target);
}

/** Takes the pictures of the pages in a process of its own, with the packages of the tests. */
async function picturePages(folder: string): Promise<number> {
  const config = [`--config=${await configInForce()}`, `--lock=${await testLock()}`];
  const script = path("../tests/web/browser/screenshots.ts");
  const args = ["run", "-A", "--quiet", "--no-check", ...config, script, folder];
  return (await new Deno.Command(Deno.execPath(), { args }).spawn().status).code;
}

if (import.meta.main) {
  const [option, folder] = Deno.args;
  if (option === "--pages") Deno.exit(folder === undefined ? 64 : await picturePages(folder));
  const reason = await noMachines();
  if (reason !== undefined) {
    console.error(`record: ${reason}`);
    Deno.exit(69);
  }
  const programs = await Deno.makeTempDir({ prefix: "sluice-record-" });
  try {
    await writePrograms(programs, await program());
    await recordSend(programs);
    await recordShare(programs);
  } finally {
    await Deno.remove(programs, { recursive: true });
  }
}
