import { assertEquals } from "@std/assert";
import {
  DEFAULT_DROP_PORT,
  DEFAULT_EXEC_PORT,
  DEFAULT_PORT,
  DEFAULT_SHARE_PORT,
} from "../lib/limits.ts";
import { services } from "../lib/services/all.ts";

Deno.test("gives every server a default port of its own", () => {
  const ports = [DEFAULT_PORT, DEFAULT_SHARE_PORT, DEFAULT_DROP_PORT, DEFAULT_EXEC_PORT];
  for (const { port } of services) ports.push(port);
  assertEquals(ports.filter((port, at) => ports.indexOf(port) !== at), []);
});
