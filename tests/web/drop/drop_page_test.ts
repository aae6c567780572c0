import { assertMatch } from "@std/assert";
import { dropPage } from "../../../lib/web/drop/drop_page.ts";

Deno.test("writes the size limit as the page's language does", () => {
  const page = (language: "en" | "fr") =>
    dropPage({
      facts: { machine: "here", prefix: "/", encrypted: false },
      maxSize: 1536,
      language,
      nonce: "",
    });
  assertMatch(page("en"), /A file may have 1\.5 KiB at most/);
  assertMatch(page("fr"), /Un fichier peut faire 1,5 KiB au plus/);
});
