import { assert, assertEquals, assertMatch } from "@std/assert";
import { run, runSluice, SLUICE } from "./run_sluice.ts";

Deno.test("answers services and ports with their protocols, a line each", async () => {
  const words = ["gopher", "domain/udp", "514", "70/tcp", "www"];
  const { code, out, err } = await runSluice(["lookup", ...words]);
  assertEquals([code, err], [0, ""]);
  const lines = out.split("\n");
  assertEquals(lines.slice(0, 2), ["gopher 70/tcp", "domain 53/udp"]);
  assertMatch(lines[2]!, /^514\/tcp shell/);
  assertMatch(lines[3]!, /^514\/udp syslog/);
  assertEquals(lines[4], "70/tcp gopher");
  assertEquals(lines[5], "www 80/tcp");
});

Deno.test("answers hosts and addresses; a flag may force the kind", async () => {
  const { code, out } = await runSluice(["lookup", "localhost", "127.0.0.1", "::ffff:127.0.0.1"]);
  assertEquals(code, 0);
  assertMatch(out, /^localhost (127\.0\.0\.1|::1)$/m);
  assertEquals(out.match(/^127\.0\.0\.1 \S+$/gm)?.length, 2);
  assertEquals((await runSluice(["lookup", "--service", "localhost"])).code, 1);
  assertEquals((await runSluice(["lookup", "--host", "domain.invalid"])).code, 1);
});

Deno.test("reports what is unknown, answers the rest, and ends with 1", async () => {
  const words = ["nowhere.invalid", "http/udp", "4/tcp", "gopher"];
  const { code, out, err } = await runSluice(["lookup", ...words]);
  assertEquals([code, out], [1, "gopher 70/tcp\n"]);
  assertEquals(err.split("\n").length, 4);
  for (const word of words.slice(0, 3)) assert(err.includes(word), err);
});

Deno.test("describes this machine without arguments, as hostname and its interfaces do", async () => {
  const { code, out } = await runSluice(["lookup"]);
  assertEquals([code, out.split("\n")[0]], [0, `name ${Deno.hostname()}`]);
  for (const { name, cidr } of Deno.networkInterfaces()) assert(out.includes(`${name} ${cidr}\n`));
});

Deno.test("rejects conflicting flags", async () => {
  for (const words of [["--host", "--service", "x"], ["--host"], ["--service"]]) {
    assertEquals((await runSluice(["lookup", ...words])).code, 64);
  }
});

const canUnshare = (await run("unshare", { args: ["--uts", "true"] }).catch(() => undefined))
  ?.code === 0;
Deno.test({
  name: "uses a host name that is already fully qualified" +
    (canUnshare ? "" : " (ignored: no right to another host name)"),
  ignore: !canUnshare,
  async fn() {
    const script = `hostname ada.example && exec ${SLUICE} lookup --fqdn --json`;
    const { code, out } = await run("unshare", { args: ["--uts", "sh", "-c", script] });
    assertEquals(code, 0);
    const event = { event: "full_name", host: "ada.example", name: "ada.example" };
    assertEquals(JSON.parse(out.split("\n", 1)[0]!), event);
  },
});
