/**
 * `deno task generate`: makes the generated files of the repository anew. Tests compare each with what
 * it is made of.
 *
 * @module
 */

import { BUNDLE, bundleSha256 } from "./bundle_sha256.ts";
import { projectPath, TEXT_MODULES, textModule } from "./text_modules.ts";

// The page's texts contain the bundle.
await Deno.writeTextFile(BUNDLE, await bundleSha256());
for (const each of TEXT_MODULES) {
  await Deno.writeTextFile(projectPath(each.path), await textModule(each));
}
