import { assertEquals } from "@std/assert";
import { BesidePage, isApiPath } from "../../../../lib/web/localsend/download/beside_page.ts";
import type { Handler } from "../../../../lib/web/request_context.ts";

function named(name: string, closed: string[]): Handler {
  return {
    handle: ({ path }) => Promise.resolve(new Response(`${name} ${path}`)),
    close: () => Promise.resolve(void closed.push(name)),
  };
}

Deno.test("a path is LocalSend's only at the top, and not below a token", async () => {
  const closed: string[] = [];
  const handler = new BesidePage(named("device", closed), named("page", closed));
  const answer = async (pathname: string, path: string) => {
    const request = new Request(`http://192.0.2.1${pathname}`);
    const query = new URLSearchParams();
    const completed = Promise.resolve();
    const context = { request, path, query, language: "en" as const, peer: "", completed };
    return await (await handler.handle(context)).text();
  };
  assertEquals(
    await answer("/api/localsend/v2/info", "api/localsend/v2/info"),
    "device api/localsend/v2/info",
  );
  assertEquals(
    await answer("/TOKEN/api/localsend/v2/info", "api/localsend/v2/info"),
    "page api/localsend/v2/info",
  );
  assertEquals(await answer("/api/other", "api/other"), "page api/other");
  await handler.close();
  assertEquals(closed, ["device", "page"]);
});

Deno.test("only paths below the application's own need no token", () => {
  assertEquals(isApiPath("api/localsend/v2/prepare-download"), true);
  for (
    const path of ["", "api/", "api/localsend", "x/api/localsend/v2/info", "API/localsend/v2/info"]
  ) {
    assertEquals(isApiPath(path), false, path);
  }
});
