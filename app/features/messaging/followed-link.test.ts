import { expect, it } from "vitest";
import { isFollowedByPerson } from "./followed-link.server.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

const follow = (headers: Record<string, string>, method = "GET") =>
  isFollowedByPerson(new Request("https://app.example.com/click?key=a", { method, headers }));

it.each<[string, boolean, Record<string, string>, string?]>([
  ["a browser", true, { "user-agent": PHONE }],
  ["a look whether it is alive", false, { "user-agent": PHONE }, "HEAD"],
  ["nobody knows what", false, {}],
  [
    "a program that says so",
    false,
    { "user-agent": "BarracudaCentral/LinkScanner bot (+https://example.com)" },
  ],
  ["a library", false, { "user-agent": "python-requests/2.32.3" }],
  [
    "a search engine",
    false,
    { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
  ],
  ["a browser ahead of the person", false, { "user-agent": PHONE, "sec-purpose": "prefetch;prerender" }],
  ["a preview", false, { "user-agent": PHONE, "x-purpose": "preview" }],
])("tells who follows a link: %s", (_name, isPerson, headers, method) => {
  expect(follow(headers, method)).toBe(isPerson);
});
