/** The response for a folder: its page. @module */

import { PAGE_ENTRIES } from "../../limits.ts";
import { pageAnswer, pagePolicy } from "../http/answer.ts";
import type { Markup } from "../page/html.ts";
import { newNonce, type PageFacts } from "../page/layout.ts";
import type { RequestContext } from "../request_context.ts";
import { folderPart } from "./folder_part.ts";
import { folderQuery } from "./folder_query.ts";
import { itemCounts } from "./item_counts.ts";
import { sharePage } from "./share_page.ts";
import type { Listing, SharedEntry } from "./shared_tree.ts";

/** What the page is made of. */
export interface FolderPageOptions {
  /** The folder. */
  entry: SharedEntry;
  /** Its content. */
  listing: Listing;
  /** Facts about the server. */
  facts: PageFacts;
  /** What stands above the files; undefined: nothing. */
  top?: Markup | undefined;
  /** Whether the page shows files. */
  previews: boolean;
}

/** Answers with the page that the request's query asks for. */
export function folderPage(
  { query, language }: RequestContext,
  { entry, listing, facts, top, previews }: FolderPageOptions,
): Response {
  const asked = folderQuery(query);
  const part = folderPart(listing.entries, asked, language, PAGE_ENTRIES);
  const nonce = newNonce();
  const counts = itemCounts(part.entries);
  const page = sharePage({
    entry,
    listing,
    part,
    counts,
    query: { ...asked, page: part.page },
    facts,
    top,
    previews,
    language,
    nonce,
  });
  const policy = pagePolicy(nonce, true);
  return pageAnswer(200, page, nonce, { "content-security-policy": policy });
}
