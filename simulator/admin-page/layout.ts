/** The frame of every page of the admin: header, menu, content. */
import type { SimulatorClock } from "#simulator/clock.ts";
import { shopHandle } from "#simulator/platform.ts";
import { html, type Html } from "./html.ts";
import { menu } from "./menu.ts";
import { type PageContext, timeText } from "./page-context.ts";

export interface PageParts {
  title: string;
  /** The list that the page belongs to: a link above the heading. */
  up?: { label: string; path: string };
  /** Beside the heading. */
  actions?: Html | null;
  content: Html;
  /** Scripts and the like at the end of the body. */
  after?: Html;
  /** The app's frame uses the whole space and brings its own heading. */
  bare?: boolean;
  /** Uses the whole width. */
  isSpacious?: boolean;
}

/** Message of the last action, carried in the address, and everything a form was refused for. */
function notice({ url, errors }: PageContext): Html | null {
  if (errors.length > 0) {
    return html`<div class="notice problem" role="alert">
      ${errors.map(({ message }) => html`<p>${message}</p>`)}
    </div>`;
  }
  const done = url.searchParams.get("done");
  const problem = url.searchParams.get("problem");
  if (problem) return html`<p class="notice problem" role="alert">${problem}</p>`;
  return done ? html`<p class="notice" role="status">${done}</p>` : null;
}

/** What the simulator's clock may be off before the header says so. */
const UNNOTICED_MS = 5_000;

/** How fast the clock goes, in words: `stopped`, `normal speed`, `an hour a second`. */
export function speedText(speed: number): string {
  if (speed === 0) return "stopped";
  if (speed === 1) return "normal speed";
  const named: Record<number, string> = {
    60: "a minute a second",
    3600: "an hour a second",
    86400: "a day a second",
  };
  return named[speed] ?? `${speed.toLocaleString("en-GB")} times as fast`;
}

/** Whether the clock shows another time than the wall does, or goes at another speed. */
function isOwnTime(clock: SimulatorClock): boolean {
  const { now, speed } = clock.settings();
  return speed !== 1 || Math.abs(now.getTime() - Date.now()) > UNNOTICED_MS;
}

function clock(context: PageContext): Html | null {
  const { platform, base } = context;
  if (!isOwnTime(platform.clock)) return null;
  const { now, speed } = platform.clock.settings();
  return html`<a class="clock" href="${base}/time" title="The simulator's clock"
    ><span>${timeText(context, now)}</span> <small>${speedText(speed)}</small></a
  >`;
}

function shops({ platform, runtime }: PageContext): Html {
  const all = platform.shops();
  if (all.length < 2) return html`<span class="domain">${runtime.shop.domain}</span>`;
  return html`<details class="switcher">
    <summary>
      <span class="whole">${runtime.shop.domain}</span><span class="brief" aria-hidden="true">Shops</span>
    </summary>
    <ul>
      ${all.map(
        ({ shop }) =>
          html`<li>
            <a
              href="/store/${shopHandle(shop.domain)}"
              ${shop.domain === runtime.shop.domain && html`aria-current="true"`}
              >${shop.name} <small>${shop.domain}</small></a
            >
          </li>`,
      )}
    </ul>
  </details>`;
}

function document(title: string, body: Html, kind = ""): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/admin.css" />
      </head>
      <body class="${kind}">
        ${body}
      </body>
    </html>`.text;
}

/** A whole page. */
export function layout(context: PageContext, parts: PageParts): string {
  const { runtime, base } = context;
  const main = parts.bare
    ? parts.content
    : html`<main id="content" ${parts.isSpacious && html`class="spacious"`}>
        ${parts.up && html`<p class="up"><a href="${base}${parts.up.path}">${parts.up.label}</a></p>`}
        <div class="heading">
          <h1>${parts.title}</h1>
          <div class="actions">${parts.actions}</div>
        </div>
        ${notice(context)} ${parts.content}
      </main>`;
  const body = html`<a class="skip" href="#content">Skip to content</a>
    <header class="top">
      <button type="button" class="menu-button" popovertarget="menu">Menu</button>
      <a class="store" href="${base}">${runtime.shop.name}</a>
      <span class="badge">simulator</span>
      <span class="end">${clock(context)} ${shops(context)}</span>
    </header>
    <div class="columns">${menu(context)} ${main}</div>
    ${parts.after}`;
  return document(`${parts.title} · ${runtime.shop.name}`, body, parts.bare ? "framed" : "");
}

/** A page of its own, without the menu: a charge to approve, a code to look at. */
export function plainPage(title: string, content: Html): string {
  return document(
    title,
    html`<main id="content" class="plain-page">
      <h1>${title}</h1>
      ${content}
    </main>`,
  );
}
