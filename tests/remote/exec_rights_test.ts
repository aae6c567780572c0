import { assertEquals } from "@std/assert";
import { type FromExecRunner, rightsOf } from "../../commands/serve/exec/runner.ts";
import { BASE_ENVIRONMENT, type Policy } from "../../lib/remote/gate/policy.ts";
import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";
import { startCommand } from "../support/program.ts";
import { AS_ROOT, linux } from "./exec_server.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: linux ? name : `${name} (ignored: needs Linux)`, ignore: !linux, fn });

const AUDIT = "/tmp/sluice-audit-probe";
const limits = { time: 1000, idle: 1000, output: 1000, running: 1 };
const policy: Policy = {
  rules: [{
    name: "true",
    executable: "/bin/true",
    fixed: [],
    parameters: [],
    folder: "/",
    environment: BASE_ENVIRONMENT,
    accept: [],
    acceptUnsafe: [],
    untrusted: [],
    stdin: false,
    limits,
  }],
  running: 1,
  perPeer: 1,
};

test("the runner can start the policy's programs, and do nothing else", async () => {
  const url = new URL("./exec_rights_worker.ts", import.meta.url);
  const options = { type: "module", deno: { permissions: rightsOf(policy, AUDIT) } };
  const worker = new Worker(url, options as WorkerOptions);
  const came = Promise.withResolvers<Record<string, string>>();
  const stopped = Promise.withResolvers<void>();
  type Message = FromExecRunner | { type: "tried"; came: Record<string, string> };
  worker.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.type === "ready") worker.postMessage({ type: "misbehave" });
    if (data.type === "failed") came.reject(new Error(data.message));
    if (data.type === "tried") came.resolve(data.came);
    if (data.type === "stopped") stopped.resolve();
  };
  worker.postMessage({ type: "config", config: { policy, audit: AUDIT } });
  const done = ["run the program of the policy", "write the audit"];
  assertEquals(namesOf(await came.promise, "done"), done);
  assertEquals(namesOf(await came.promise, "refused").length, 12);
  worker.postMessage({ type: "stop" });
  await stopped.promise;
  worker.terminate();
  await Deno.remove(AUDIT);
});

test("the network's side can start nothing and open no file", async () => {
  const program = startCommand([
    Deno.execPath(),
    ...["run", `--config=${await configInForce()}`, "--quiet", "--no-check"],
    ...await permissionFlags("run"),
    new URL("./exec_rights_probe.ts", import.meta.url).pathname,
    ...["serve", "exec", "--insecure-loopback", "--allow=true", "--listen=127.0.0.1:0", ...AS_ROOT],
  ], { interactive: true });
  const [line] = await program.waitFor(/^\{.*\}\n/, "out");
  const came = JSON.parse(line!);
  assertEquals(namesOf(came, "done"), ["connect"]);
  assertEquals(namesOf(came, "refused").length, 13);
  assertEquals((await program.stop()).code, 143);
});

function namesOf(came: Record<string, string>, how: string): string[] {
  return Object.entries(came).filter(([, what]) => what === how).map(([name]) => name);
}
