/** Links to elsewhere in Gopher menus. @module */

/** Where a selector leads that no Gopher server has: `URL:https://…`, a custom of type h. */
export function linkOf(selector: string): string | undefined {
  return /^URL:(.*)$/s.exec(selector)?.[1];
}
