import { BROWSER } from "#scripts/browser-agent.ts";

/** A person follows a link. */
export const followLink = (url: string): Request => new Request(url, { headers: { "User-Agent": BROWSER } });
