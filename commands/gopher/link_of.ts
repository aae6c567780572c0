/** Links to other protocols in Gopher menus. @module */

/**
 * The target of a selector `URL:https://…`, an informal extension for items of type h; undefined
 * for any other.
 */
export function linkOf(selector: string): string | undefined {
  return /^URL:(.*)$/s.exec(selector)?.[1];
}
