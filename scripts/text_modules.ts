/**
 * Text files as modules that export them as strings.
 *
 * An import with `{ type: "text" }` would need no such module, but where the program itself comes from
 * a registry, the runtime loads such a file when it is first used and asks for a right that a confined
 * part does not have. A module is loaded with its graph.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** A module, and the files that its exports come from, by name; paths from the project's folder on. */
interface TextModule {
  path: string;
  exports: Record<string, string>;
}

/** The modules that this script writes. */
export const TEXT_MODULES: readonly TextModule[] = [
  {
    path: "lib/web/page/text.ts",
    exports: {
      drop: "lib/web/page/drop.js",
      sha256: "lib/web/page/sha256.js",
      share: "lib/web/page/share.js",
      style: "lib/web/page/style.css",
    },
  },
];

/** The path of a file of the project. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** What the module should contain. */
export async function textModule({ exports }: TextModule): Promise<string> {
  const parts = [
    "/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */\n",
  ];
  for (const [name, file] of Object.entries(exports)) {
    const text = await Deno.readTextFile(projectPath(file));
    const literal = text.replace(/[\\`]|\$\{/g, (special) => `\\${special}`);
    parts.push(
      `\n/** The content of \`${file}\`. */\nexport const ${name} = \`\\\n${literal}\`;\n`,
    );
  }
  return parts.join("");
}
