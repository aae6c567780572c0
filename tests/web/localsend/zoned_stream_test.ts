import { assertEquals } from "@std/assert";
import { configInForce } from "../../../scripts/closed_network.ts";
import { Lan, noLan } from "../../lan/lan.ts";

const reason = await noLan();

Deno.test({
  ignore: reason !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  name: "sends to a link-local address, whose zone is not in the request",
}, async () => {
  await using lan = await Lan.create("ipv6");
  const config = `--config=${await configInForce()}`;
  const probe = new URL("zone_probe.ts", import.meta.url).pathname;
  const line = [Deno.execPath(), "run", "-A", "--no-check", "--quiet", config, probe];
  const { code, out, err } = await lan.start("ada", ...line).ended;
  assertEquals(out.trimEnd().split("\n"), [
    "https 200 5000000 50 false",
    "https 200 5000000 50 false",
    "https unavailable",
    "http 200 5000000 50 false",
    "http 200 5000000 50 false",
    "http unavailable",
  ], err);
  assertEquals(code, 0);
});
