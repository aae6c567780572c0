import { assertEquals } from "@std/assert";
import { permissionBits, receivedMode } from "../../lib/file/permission_bits.ts";

Deno.test("reports no permission bits on Windows", () => {
  for (const mode of [0o40666, 0o100666, 0o100444]) {
    assertEquals(permissionBits({ mode }, "windows"), null);
  }
  assertEquals(permissionBits({ mode: 0o104751 }, "linux"), 0o751);
  assertEquals(permissionBits({ mode: null }, "linux"), null);
});

Deno.test("applies the system's default, less the umask, without a mode", () => {
  assertEquals(receivedMode("dir", null, 0o022), 0o755);
  assertEquals(receivedMode("file", null, 0o022), 0o644);
  assertEquals(receivedMode("dir", null, 0o077), 0o700);
  assertEquals(receivedMode("file", null, 0o002), 0o664);
});

Deno.test("lets the owner into a folder, and grants others nothing more", () => {
  const cases: [mode: number, umask: number, expected: number][] = [
    [0o666, 0o022, 0o755],
    [0o666, 0o077, 0o700],
    [0o444, 0o022, 0o755],
    [0o600, 0o022, 0o700],
    [0o640, 0o022, 0o750],
    [0o000, 0o022, 0o700],
    // What an owner can enter stays as it is.
    [0o500, 0o022, 0o500],
    [0o777, 0o022, 0o755],
    [0o777, 0o002, 0o775],
    [0o711, 0o077, 0o700],
  ];
  for (const [mode, umask, expected] of cases) {
    assertEquals(receivedMode("dir", mode, umask).toString(8), expected.toString(8));
  }
});

Deno.test("applies the sender's mode, less the umask and bits that grant rights", () => {
  const cases: [mode: number, umask: number, expected: number][] = [
    [0o666, 0o022, 0o644],
    [0o777, 0o077, 0o700],
    [0o755, 0o022, 0o755],
    [0o400, 0o022, 0o400],
    [0o7777, 0, 0o777],
  ];
  for (const [mode, umask, expected] of cases) {
    assertEquals(receivedMode("file", mode, umask).toString(8), expected.toString(8));
  }
  assertEquals(receivedMode("dir", 0o7777, 0), 0o777);
});
