/** Checks pages against the rules of accessibility. @module */

// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import axe from "npm:axe-core@^4.11.0";
import { assertEquals } from "@std/assert";
// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import type { Page } from "npm:puppeteer-core@^25.0.0";
import type { TestBrowser } from "./browser.ts";

/** WCAG 2.2, levels A and AA, among them the size of targets; and what axe calls best practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Phones and desks, light and dark. */
const VIEWS = [360, 1000].flatMap((width) => [false, true].map((dark) => ({ width, dark })));

/** The views to check: all in Chromium; in Firefox, which is slower, each width and each colour once. */
export function viewsIn({ name }: TestBrowser): typeof VIEWS {
  return name === "Chromium" ? VIEWS : VIEWS.filter(({ width, dark }) => dark === width < 500);
}

/**
 * Checks the page in its present state.
 *
 * @throws {AssertionError} with the rules that the page breaks, and where.
 */
export async function assertAccessible(page: Page): Promise<void> {
  // The browser's own evaluation is not subject to the page's policy.
  await page.evaluate(`if (!globalThis.axe) { ${axe.source}\n}`);
  const found = await page.evaluate(`
    axe.run(document, {
      runOnly: ${JSON.stringify(RULES)},
      resultTypes: ["violations"],
    }).then(({ violations }) =>
      violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, any, all, none }) => {
          const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
          return id + ": " + help + ": " + target.join(" ") + ": " + why;
        })
      )
    )
  `);
  assertEquals(found, []);
}
