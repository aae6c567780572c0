/** Faults in the rights that each part of the program gives up. @module */

import type { Mutation } from "./mutation.ts";

const RIGHTS = ["tests/commands/rights_test.ts"];

/** The faults. */
export const GIVEN_UP: readonly Mutation[] = [
  {
    name: "clients of a Unix socket never give up files",
    file: "commands/sandbox/give_up_files.ts",
    find: `await dial(address, options);
  giveUpFiles();`,
    replace: "await dial(address, options);",
    tests: RIGHTS,
    filter: "unix:socket has",
  },
  {
    name: "giving up files leaves the right to read",
    file: "commands/sandbox/give_up_files.ts",
    find: `for (const name of ["read", "write"] as const)`,
    replace: 'for (const name of ["write"] as const)',
    tests: RIGHTS,
    filter: "chat 127.0.0.1:9",
  },
  {
    name: "giving up files leaves the right to write",
    file: "commands/sandbox/give_up_files.ts",
    find: `for (const name of ["read", "write"] as const)`,
    replace: 'for (const name of ["read"] as const)',
    tests: RIGHTS,
    filter: "chat 127.0.0.1:9",
  },
  {
    name: "connect dials with the right to files",
    file: "commands/connect/command.ts",
    find: "const conn = await dialWithoutFiles(address, {",
    replace: 'const conn = await (await import("../lib/socket/dial.ts")).dial(address, {',
    tests: RIGHTS,
    filter: "connect 127.0.0.1:9",
  },
  {
    name: "connect sends datagrams with the right to files",
    file: "commands/connect/command.ts",
    find: `giveUpFiles();
      const { datagramPeer }`,
    replace: "const { datagramPeer }",
    tests: RIGHTS,
    filter: "connect udp",
  },
  {
    name: "connect --probe keeps the right to files",
    file: "commands/connect/probe.ts",
    find: "  giveUpFiles();\n",
    replace: "",
    tests: RIGHTS,
    filter: "connect --probe",
  },
  {
    name: "listen takes peers with the right to files",
    file: "commands/listen/command.ts",
    find: `giveUpFiles();
    const [listener]`,
    replace: "const [listener]",
    tests: RIGHTS,
    filter: "listen 127.0.0.1:0 has",
  },
  {
    name: "chat dials with the right to files",
    file: "commands/chat.ts",
    find: "const conn = await dialWithoutFiles(address",
    replace: 'const conn = await (await import("../lib/socket/dial.ts")).dial(address',
    tests: RIGHTS,
    filter: "chat 127.0.0.1:9",
  },
  {
    name: "time listens to a service with the right to files",
    file: "commands/time.ts",
    find: "const conn = await dialWithoutFiles(address",
    replace: 'const conn = await (await import("../lib/socket/dial.ts")).dial(address',
    tests: RIGHTS,
    filter: "time --kind daytime",
  },
  {
    name: "time asks by datagram with the right to files",
    file: "commands/time.ts",
    find: `giveUpFiles();
    return await requestDatagram`,
    replace: "return await requestDatagram",
    tests: RIGHTS,
    filter: "time --kind clock",
  },
  {
    name: "echo and time ask over TCP with the right to files",
    file: "commands/echo/ask_service.ts",
    find: "const conn = await dialWithoutFiles(address",
    replace: 'const conn = await (await import("../../lib/socket/dial.ts")).dial(address',
    tests: RIGHTS,
    filter: "echo 127.0.0.1:9",
  },
  {
    name: "echo and time ask by datagram with the right to files",
    file: "commands/echo/ask_service.ts",
    find: `giveUpFiles();
    const messages`,
    replace: "const messages",
    tests: RIGHTS,
    filter: "echo udp",
  },
  {
    name: "exec dials with the right to files",
    file: "commands/exec/run.ts",
    find: "await secured(await dialWithoutFiles(address, { signal }), code, signal);",
    replace:
      'await secured(await (await import("../../lib/socket/dial.ts")).dial(address, { signal }), code, signal);',
    tests: RIGHTS,
    filter: "exec --insecure-loopback",
  },
  {
    name: "exec --classic dials with the right to files",
    file: "commands/exec/run.ts",
    find: `const conn = await dialWithoutFiles(address, { signal });
  await askClassic`,
    replace:
      `const conn = await (await import("../../lib/socket/dial.ts")).dial(address, { signal });
  await askClassic`,
    tests: RIGHTS,
    filter: "exec --classic",
  },
  {
    name: "get --list dials with the right to files",
    file: "commands/get/run.ts",
    find: "context, dialWithoutFiles, show)",
    replace: "context, dial, show)",
    tests: RIGHTS,
    filter: "get 127.0.0.1:9 --list",
  },
  {
    name: "gopher without --output keeps the right to files",
    file: "commands/gopher/run.ts",
    find: `giveUpFiles();
  }`,
    replace: "}",
    tests: RIGHTS,
    filter: "gopher gopher://127.0.0.1:9/ has",
  },
  {
    name: "lookup keeps the right to files",
    file: "commands/lookup/run.ts",
    find: `giveUpFiles();
  return names`,
    replace: "return names",
    tests: RIGHTS,
    filter: "lookup has",
  },
  {
    name: "a service without a folder keeps the right to files",
    file: "commands/serve/run.ts",
    find: "if (folder === undefined) giveUpFiles();",
    replace: "",
    tests: RIGHTS,
    filter: "serve chat",
  },
  {
    name: "the program keeps what the command does not need",
    file: "commands/program.ts",
    find: "giveUpPermissions([...command.permissions, ...loading], Deno.permissions);",
    replace: "",
    tests: ["tests/commands/all_test.ts"],
    filter: "send gives up permissions",
  },
  {
    name: "the plain edition may run programs",
    file: "scripts/permissions.txt",
    find: "plain  --deny-run",
    replace: "plain  --allow-run",
    tests: ["tests/remote/exec_program_test.ts"],
    filter: "line that plain sluice advises",
  },
  {
    name: "the starter of commands may use the network",
    file: "commands/serve/exec/runner.ts",
    find: "net: false,",
    replace: 'net: "inherit",',
    tests: ["tests/remote/exec_rights_test.ts"],
  },
  {
    name: "the starter of commands may read files",
    file: "commands/serve/exec/runner.ts",
    find: "read: false,",
    replace: 'read: "inherit",',
    tests: ["tests/remote/exec_rights_test.ts"],
  },
  {
    name: "the starter of commands may start any program",
    file: "commands/serve/exec/runner.ts",
    find: "run: [...run],",
    replace: 'run: "inherit",',
    tests: ["tests/remote/exec_rights_test.ts"],
  },
  {
    name: "serve exec may start programs from the part with network access",
    file: "commands/serve/exec/run.ts",
    find: 'giveUpPermissions(runner.apart ? ["net"] :',
    replace: `giveUpPermissions(runner.apart ? ["net", "run"] :`,
    tests: ["tests/remote/exec_rights_test.ts"],
  },
  {
    name: "links are made below another folder than the planned one",
    file: "commands/sandbox/make_links.ts",
    find: "const { into, policies } = allowed;",
    replace: 'const { policies } = allowed;\n    const into = "/";',
    tests: ["tests/commands/sandbox/confine_test.ts"],
  },
  {
    name: "the path of a link is not checked outside the Worker",
    file: "commands/sandbox/make_links.ts",
    find: "safePath(path), target",
    replace: "path as ReturnType<typeof safePath>, target",
    tests: ["tests/commands/sandbox/confine_test.ts"],
    survives: "makeLink refuses by itself what would be, or lead, outside the destination",
  },
];
