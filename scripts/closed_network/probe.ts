/**
 * Never run: `closed_network.ts` asks Deno to fetch what this module imports, which is what the
 * project imports of `@std`. Add a line when the project imports more.
 *
 * @module
 */

import "@std/assert";
import "@std/cli/parse-args";
import "@std/cli/unicode-width";
import "@std/crypto/timing-safe-equal";
import "@std/fmt/bytes";
import "@std/fmt/colors";
import "@std/fmt/duration";
import "@std/streams/text-line-stream";
