/** Faults in the page of a shared folder, in what it shows, and in its archives. @module */

import type { Mutation } from "./mutation.ts";

const ZIP = ["tests/web/share/zip_test.ts"];
const PART = ["tests/web/share/folder_part_test.ts"];
const PAGE = ["tests/web/share/share_page_test.ts"];
const VIEW = ["tests/web/http/view_type_test.ts"];
const LISTINGS = ["tests/web/share/listings_test.ts"];
const BROWSER = ["tests/web/browser/share_page_test.ts"];

/** The faults. */
export const WEB_SHARE: readonly Mutation[] = [
  {
    name: "a zip of many files has only the old end record",
    file: "lib/web/share/zip.ts",
    find: "count >= MAX_16 || ",
    replace: "",
    tests: ZIP,
    filter: "more entries than",
  },
  {
    name: "a zip has no times in UTC",
    file: "lib/web/share/zip.ts",
    find: "if (seconds !== undefined) out",
    replace: "if (seconds === undefined) out",
    tests: ZIP,
    filter: "any time zone",
  },
  {
    name: "the offsets in a zip end at 4 GiB",
    file: "lib/web/share/zip.ts",
    find: "const far = offset >= MAX_32;",
    replace: "const far = false;",
    tests: ZIP,
    filter: "4 GiB",
  },
  {
    name: "a file in a zip may have another size than its header says",
    file: "lib/web/share/zip.ts",
    find: "if (size !== entry.size)",
    replace: "if (size > entry.size + 9)",
    tests: ZIP,
    filter: "another size",
  },
  {
    name: "pages are cut before they are sorted",
    file: "lib/web/share/folder_part.ts",
    find: "entries: sortedSlice(matching, order, first, first + perPage),",
    replace: "entries: sortedSlice(matching.slice(first, first + perPage), order, 0, perPage),",
    tests: PART,
  },
  {
    name: "folders stand among files",
    file: "lib/web/share/folder_part.ts",
    find: "rank(a) - rank(b) || ",
    replace: "",
    tests: PART,
  },
  {
    name: "a page behind the last one is empty",
    file: "lib/web/share/folder_part.ts",
    find: "Math.min(query.page, pages)",
    replace: "query.page",
    tests: PART,
  },
  {
    name: "the filter depends on case",
    file: "lib/web/share/folder_part.ts",
    find: '.normalize("NFKC").toLowerCase()',
    replace: '.normalize("NFKC")',
    tests: PART,
  },
  {
    name: "a part of the sorted list has wrong neighbours",
    file: "lib/web/share/sorted_slice.ts",
    find: "else if (order > 0) swap(all, at, --more);",
    replace: "else if (order > 0) at++;",
    tests: ["tests/web/share/sorted_slice_test.ts"],
  },
  {
    name: "a listing outlives a change of its folder",
    file: "lib/web/share/listings.ts",
    find: "kept?.version === folder.etag && ",
    replace: "kept !== undefined && ",
    tests: LISTINGS,
  },
  {
    name: "listing a folder goes on when the client has left",
    file: "lib/web/share/shared_tree.ts",
    find: "signal?.throwIfAborted();",
    replace: "",
    tests: LISTINGS,
  },
  {
    name: "counting a folder goes on when the client has left",
    file: "lib/web/share/folder_total.ts",
    find: "signal?.throwIfAborted();",
    replace: "",
    tests: ["tests/web/share/folder_total_test.ts"],
  },
  {
    name: "a client that leaves does not end counting",
    file: "lib/web/share/total_answer.ts",
    find: "cancel: (reason) => leaving.abort(reason),",
    replace: "cancel: () => {},",
    tests: ["tests/web/share/folder_total_test.ts"],
  },
  {
    name: "markup is shown as what it is",
    file: "lib/web/http/view_type.ts",
    find: 'if (TEXTS.has(end)) return { kind: "text", type: TEXT };',
    replace: 'if (TEXTS.has(end)) return { kind: "text", type: `text/${end}` };',
    tests: VIEW,
  },
  {
    name: "a file that is shown keeps the type of its name",
    file: "lib/web/share/view_answer.ts",
    find: 'headers.set("content-type", view.type);',
    replace: "view.type;",
    tests: PAGE,
  },
  {
    name: "a file that is shown is not in a sandbox",
    file: "lib/web/share/view_answer.ts",
    find: "media-src 'self'; sandbox; ",
    replace: "media-src 'self'; ",
    tests: PAGE,
  },
  {
    name: "with --once files can be fetched by showing them",
    file: "commands/share/run.ts",
    find: "previews: !settings.once,",
    replace: "previews: true,",
    tests: PAGE,
  },
  {
    name: "names that are not UTF-8 are left out",
    file: "lib/web/share/share_page.ts",
    find: 'isLast && query.filter === "" && ',
    replace: "!isLast && ",
    tests: PAGE,
  },
  {
    name: "the gallery fetches pictures of any size",
    file: "lib/web/page/text.ts",
    find: "<= SMALL_BYTES",
    replace: "<= Infinity",
    tests: BROWSER,
    filter: "gallery",
  },
  {
    name: "what a filter hides stays selected",
    file: "lib/web/page/text.ts",
    find: 'if (box.closest("tr").hidden) box.checked = false;',
    replace: 'box.closest("tr");',
    tests: BROWSER,
    filter: "filters the rows",
  },
];
