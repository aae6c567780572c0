/** Links between the pages lead to files and headings that exist, and pages name files and tasks that exist. */

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const root = fileURLToPath(new URL("../../", import.meta.url));
const docs = Array.from(Deno.readDirSync(join(root, "docs")), ({ name }) => `docs/${name}`)
  .filter((path) => path.endsWith(".md"));
const pages = ["README.md", "SECURITY.md", ".github/pull_request_template.md", ...docs];

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").replaceAll(" ", "-");
}

/** What is wrong with a link; undefined: nothing. */
async function linkProblem(page: string, target: string): Promise<string | undefined> {
  if (/^[a-z]+:/.test(target)) return;
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  try {
    const text = await Deno.readTextFile(join(root, file));
    const anchors = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading]) => anchorOf(heading!));
    if (anchor !== undefined && !anchors.includes(anchor)) return `${page}: no heading ${target}`;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `${page}: no file ${target}`;
  }
}

for (const page of pages) {
  Deno.test(`${page} links to what exists`, async () => {
    const text = await Deno.readTextFile(join(root, page));
    const targets = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!);
    const problems = await Promise.all(targets.map((target) => linkProblem(page, target)));
    assertEquals(problems.filter((problem) => problem !== undefined), []);
  });
}

Deno.test("docs/README.md lists every page", async () => {
  const text = await Deno.readTextFile(join(root, "docs/README.md"));
  for (const page of docs.filter((path) => path !== "docs/README.md")) {
    assert(text.includes(`(${page.replace("docs/", "")})`), page);
  }
});

for (const page of ["docs/contributing.md", "docs/releasing.md"]) {
  Deno.test(`${page} names files and tasks that exist`, async () => {
    const text = await Deno.readTextFile(join(root, page));
    const paths = text.matchAll(/`((?:\.github|commands|docs|lib|scripts|tests)\/[^`\s]*)`/g);
    for (const [, path] of paths) {
      // NAME and such stand for a name of one's own.
      if (!/[A-Z]{4}(?!.*\.md)/.test(path!)) await Deno.stat(join(root, path!));
    }
    const tasks = Array.from(text.matchAll(/deno task (\w+)/g), ([, task]) => task!);
    assertEquals(tasks.filter((task) => !Object.hasOwn(config.tasks, task)), []);
  });
}
