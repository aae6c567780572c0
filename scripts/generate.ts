/**
 * `deno task generate`: renews the generated files of the repository. Tests compare each with its
 * sources.
 *
 * @module
 */

import { bundle, BUNDLES } from "./bundle_hashes.ts";
import { makeLicenses } from "./licenses.ts";
import { LICENSES_TEXT, PAGE_TEXTS, pageTexts, projectPath, textModule } from "./text_modules.ts";

try {
  // The pages' texts contain the bundles.
  for (const each of BUNDLES) await Deno.writeTextFile(each.path, await bundle(each));
  await Deno.writeTextFile(projectPath(PAGE_TEXTS), textModule(await pageTexts()));
  const licenses = await makeLicenses(projectPath(""));
  await Deno.writeTextFile(projectPath(LICENSES_TEXT), textModule({ licenses }));
} catch (error) {
  console.error(`generate: ${error instanceof Error ? error.message : error}`);
  Deno.exit(1);
}
