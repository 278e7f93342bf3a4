import { isbot } from "isbot";

/** What browsers and mail programs say when they fetch ahead of a person, or for a preview. */
const AHEAD = ["purpose", "sec-purpose", "x-purpose", "x-moz"];

/**
 * Whether a person followed a link, by what the request tells: not a program that only looks whether the link is alive,
 * names itself as one, or fetches ahead. A scanner that pretends to be a browser counts as a person.
 */
export function isFollowedByPerson({ method, headers }: Request): boolean {
  if (method !== "GET") return false;
  if (AHEAD.some((name) => /prefetch|prerender|preview/i.test(headers.get(name) ?? ""))) return false;
  const agent = headers.get("user-agent");
  // Every browser has one.
  return agent !== null && agent !== "" && !isbot(agent);
}
