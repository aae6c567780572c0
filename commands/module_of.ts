/** The modules of commands. @module */

/** The names that commands may have. */
const NAME = /^[a-z]+$/;

/**
 * The module that exports the command of a name as NAME: `commands/NAME/command.ts` or
 * `commands/NAME.ts`. Undefined if there is no such file, or if it may not be read.
 */
export function moduleOf(name: string): URL | undefined {
  if (!NAME.test(name)) return undefined;
  return [`./${name}/command.ts`, `./${name}.ts`].map((path) => new URL(path, import.meta.url))
    .find(isFile);
}

function isFile(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
