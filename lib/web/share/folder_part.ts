/** The part of a folder that a page shows. Pure. @module */

import { type Language, LANGUAGE_TAGS } from "../page/words/language.ts";
import type { FolderQuery } from "./folder_query.ts";
import type { SharedEntry } from "./shared_tree.ts";
import { type Compare, sortedSlice } from "./sorted_slice.ts";

/** The part. */
export interface FolderPart {
  /** The entries, in order. */
  entries: SharedEntry[];
  /** Place of the first one, from 0. */
  first: number;
  /** The number of entries on all pages. */
  matches: number;
  /** The number of pages, at least 1. */
  pages: number;
  /** The page, from 1 to `pages`. */
  page: number;
}

/**
 * Returns a page of the entries whose names contain the filter. Folders come first; equal sizes and dates
 * are in the order of names, which is that of the language, with numbers by their value: `9` before `10`.
 */
export function folderPart(
  entries: readonly SharedEntry[],
  query: FolderQuery,
  language: Language,
  perPage: number,
): FolderPart {
  const filter = folded(query.filter);
  const matching = filter === ""
    ? entries
    : entries.filter(({ name }) => folded(name).includes(filter));
  const pages = Math.max(1, Math.ceil(matching.length / perPage));
  const page = Math.min(query.page, pages);
  const first = (page - 1) * perPage;
  const order = orderOf(query, language);
  return {
    entries: sortedSlice(matching, order, first, first + perPage),
    first,
    matches: matching.length,
    pages,
    page,
  };
}

/** Makes texts comparable without regard to case and form. `share.js` does the same. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function orderOf(
  { sort, descending }: FolderQuery,
  language: Language,
): Compare<SharedEntry> {
  const { compare } = new Intl.Collator(LANGUAGE_TAGS[language], { numeric: true });
  const rank = ({ kind }: SharedEntry) => kind === "dir" ? 0 : 1;
  // The order of code units last, so that it does not depend on the order on the disk.
  const byName = (a: SharedEntry, b: SharedEntry) =>
    compare(a.name, b.name) || (a.name < b.name ? -1 : Number(a.name > b.name));
  const by: Record<FolderQuery["sort"], Compare<SharedEntry>> = {
    name: byName,
    size: (a, b) => a.size - b.size,
    date: (a, b) => a.mtime - b.mtime,
  };
  const sign = descending ? -1 : 1;
  return (a, b) => rank(a) - rank(b) || sign * by[sort](a, b) || byName(a, b);
}
