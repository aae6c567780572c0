/** What a request for the page of a folder asks for: order, filter and page. Pure. @module */

/** What entries are sorted by. */
export const SORTS = ["name", "size", "date"] as const;
/** One of them. */
export type Sort = typeof SORTS[number];

/** Order, filter and page. */
export interface FolderQuery {
  /** What entries are sorted by. */
  sort: Sort;
  /** Whether the order is reversed. */
  descending: boolean;
  /** A text that the names contain; "" for all names. */
  filter: string;
  /** The page, from 1. */
  page: number;
}

/** Characters of a filter that count. */
const LONGEST_FILTER = 200;

/** Reads the query of a request. Values that are not known count as absent. */
export function folderQuery(query: URLSearchParams): FolderQuery {
  const sort = SORTS.find((each) => each === query.get("sort")) ?? "name";
  const page = Math.trunc(Number(query.get("page")));
  return {
    sort,
    descending: query.get("order") === "desc",
    filter: (query.get("filter") ?? "").slice(0, LONGEST_FILTER),
    page: page >= 1 && page <= 1_000_000 ? page : 1,
  };
}

/** Returns the relative address of a page. */
export function folderLink(query: FolderQuery): string {
  const words = folderParameters(query);
  return words.size === 0 ? "./" : `?${words}`;
}

/** Returns the parameters of a page's address, without what is usual. */
export function folderParameters(
  { sort, descending, filter, page }: FolderQuery,
): URLSearchParams {
  const words = new URLSearchParams();
  if (sort !== "name") words.set("sort", sort);
  if (descending) words.set("order", "desc");
  if (filter !== "") words.set("filter", filter.toWellFormed());
  if (page > 1) words.set("page", String(page));
  return words;
}
