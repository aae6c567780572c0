/** Programs that a test creates. @module */

/**
 * Writes an executable file. Another process does it: tests run concurrently in one process, and a
 * child that one of them starts holds every open file for a moment. A program that is open for
 * writing anywhere cannot be started (ETXTBSY), and a shell then looks for another one in PATH.
 */
export async function writeProgram(path: string, text: string): Promise<void> {
  const script = 'printf %s "$1" >"$2" && chmod 755 "$2"';
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", text, path],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`write ${path}: ${new TextDecoder().decode(stderr)}`);
}
