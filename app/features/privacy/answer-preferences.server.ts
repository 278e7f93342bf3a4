/** The shopper's preference centre, as answers to the app proxy (signed in) and to a sealed link out of a message. */
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { isSignedWords, signWords } from "#app/platform/crypto/hmac.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import {
  findCustomer,
  noteAccess,
  openPreferenceLink,
  resolveMerges,
} from "#app/features/customers/index.server.ts";
import { answerInTheme, LOGIN_URL, type ProxyVisit, readShop } from "#app/features/shops/index.server.ts";
import { answerPage } from "./answer-page.server.ts";
import { toCsv, toHtml } from "./domain/person-export.ts";
import { exportCustomer } from "./export-person.server.ts";
import { askByHand, openErasureOf, withdrawErasure } from "./note-requests.server.ts";
import { type ChoicePlace, readChoice, saveChoice } from "./save-choice.server.ts";
import { readAbout, saveAbout } from "./save-about.server.ts";
import { AboutForm, ChoiceForm, DownloadForm } from "./schema.ts";
import { type PreferenceKey, preferenceText, type PreferenceText } from "./ui/preference-text.ts";
import type { AboutView, ChoiceView, PreferenceView } from "./ui/preference-view.ts";

/** Somebody at their preference centre, known by Shopify's word or by our link. */
interface Visit {
  shopId: ShopId;
  customerId: bigint | null;
  shopName: string;
  way: "account" | "link";
  action: string;
  /** Address of the page for the evidence, without anything secret. */
  page: string;
  text: PreferenceText;
}

/** What a form came to. */
interface Outcome {
  message: PreferenceView["message"];
  status: number;
  before?: ChoiceView | null;
  isErasing?: boolean;
  /** The form about oneself as it was sent, when something in it is wrong. */
  about?: AboutView;
}

const NOTHING_DONE: Outcome = { message: null, status: 200 };
const EXPIRED: Outcome = failed("expired", 403);
const INVALID: Outcome = failed("invalid", 400);

function failed(key: PreferenceKey, status: number): Outcome {
  return { message: { key, isError: true }, status };
}

function done(key: PreferenceKey): Outcome {
  return { message: { key, isError: false }, status: 200 };
}

/** /apps/perennial/preferences on the storefront. */
export async function answerAccount(proxy: ProxyVisit, form: FormData | null): Promise<Response> {
  const text = preferenceText([proxy.locale], proxy.shop);
  const visit: Visit = {
    shopId: proxy.shopId,
    customerId: proxy.customerId,
    shopName: proxy.shop.name ?? proxy.shop.domain,
    way: "account",
    action: `${proxy.path}/preferences?locale=${text.language}`,
    page: `https://${proxy.shop.domain}${proxy.path}/preferences`,
    text,
  };
  if (proxy.customerId === null) return render(visit, failed("sign_in_text", form ? 401 : 200));
  return answer(visit, form);
}

/** /preferences?key=… at the app: the sealed link of a message. Following it changes nothing. */
export async function answerLink(request: Request, form: FormData | null): Promise<Response> {
  const url = new URL(request.url);
  const key = url.searchParams.get("key") ?? "";
  const opened = openPreferenceLink(key, new Date());
  const spoken = [url.searchParams.get("locale") ?? "", ...spokenBy(request)];
  if (typeof opened === "string") {
    const error = failed(
      opened === "expired" ? "link_expired" : "link_forged",
      opened === "expired" ? 410 : 404,
    );
    return renderUnknown(preferenceText(spoken), error);
  }
  const { shopId } = opened;
  const known = await withShop(shopId, async (scope) => {
    const shop = await readShop(scope).catch(() => null);
    if (!shop || shop.uninstalledAt) return null;
    const customerId =
      (await resolveMerges(scope, [opened.customerId])).get(opened.customerId) ?? opened.customerId;
    return { shop, customerId, locale: (await findCustomer(scope, customerId))?.locale ?? null };
  });
  if (!known) return renderUnknown(preferenceText(spoken), failed("link_forged", 404));
  const text = preferenceText([spoken[0] ?? "", known.locale ?? "", ...spoken.slice(1)], known.shop);
  const visit: Visit = {
    shopId,
    customerId: known.customerId,
    shopName: known.shop.name ?? known.shop.domain,
    way: "link",
    action: `/preferences?key=${key}&locale=${text.language}`,
    page: `${env.SHOPIFY_APP_URL}/preferences`,
    text,
  };
  return answer(visit, form);
}

/** The languages that a browser asks for, best first. */
export function spokenBy(request: Request): string[] {
  const accepted = (request.headers.get("accept-language") ?? "").split(",").slice(0, 10);
  return accepted.map((part) => part.split(";")[0]!.trim()).filter(Boolean);
}

async function answer(visit: Visit, form: FormData | null): Promise<Response> {
  if (!form) return render(visit, NOTHING_DONE);
  if (!isTokenOf(visit, String(form.get("token") ?? ""))) return render(visit, EXPIRED);
  if (form.get("intent") === "download") return download(visit, form);
  return render(visit, await carryOut(visit, form));
}

async function carryOut(visit: Visit, form: FormData): Promise<Outcome> {
  const { shopId, text } = visit;
  const customerId = visit.customerId!;
  const now = new Date();
  switch (form.get("intent")) {
    case "show":
      return NOTHING_DONE;
    case "ask_erase":
      return { ...NOTHING_DONE, isErasing: true };
    case "erase": {
      if (form.get("sure") !== "on") return { ...failed("erase_unsure", 400), isErasing: true };
      const named = { customerId, email: null, phone: null, orderIds: [] };
      await withShop(shopId, async (scope) => {
        if (await openErasureOf(scope, customerId)) return;
        await askByHand(scope, { kind: "redact", named, source: "shopper", now });
      });
      return NOTHING_DONE;
    }
    case "keep":
      await withShop(shopId, (scope) => withdrawErasure(scope, customerId, now));
      return done("erase_withdrawn");
    case "save": {
      const input = ChoiceForm.safeParse(Object.fromEntries(form));
      if (!input.success) return INVALID;
      const place: ChoicePlace = {
        source: visit.way === "link" ? "preference_link" : "preference_centre",
        locale: text.language,
        page: visit.page,
        wordsOf: (channel) => `${text.text("channels")}: ${text.text(`channel_${channel}`)}`,
      };
      return withShop(shopId, async (scope) => {
        const before = await readChoice(scope, customerId);
        if (before === null) return NOTHING_DONE;
        const { confirmation } = await saveChoice(scope, customerId, input.data, place, now);
        return { ...done(SAVED[confirmation]), before };
      });
    }
    case "about": {
      const input = AboutForm.safeParse({ ...Object.fromEntries(form), interests: form.getAll("interest") });
      if (!input.success) return INVALID;
      return withShop(shopId, async (scope) => {
        if ((await readChoice(scope, customerId)) === null) return NOTHING_DONE;
        const wrong = await saveAbout(scope, customerId, input.data, now);
        return wrong ? { message: null, status: 400, about: wrong } : done("saved");
      });
    }
    default:
      return INVALID;
  }
}

const SAVED = { none: "saved", sent: "saved_pending", unreachable: "saved_unreachable" } as const;

const FILE_TYPES = { json: "application/json", csv: "text/csv", html: "text/html" } as const;

/** Everything that is stored about the shopper, as a file. */
async function download(visit: Visit, form: FormData): Promise<Response> {
  const input = DownloadForm.safeParse(Object.fromEntries(form));
  if (!input.success) return render(visit, INVALID);
  const { format } = input.data;
  const found = await withShop(
    visit.shopId,
    async (scope) => {
      const customerId = visit.customerId!;
      await noteAccess(scope, { customerId, actor: "shopper", action: "exported" });
      return exportCustomer(scope, customerId);
    },
    { timeoutMs: 60_000 },
  );
  const written = {
    json: () => JSON.stringify(found, null, 2),
    csv: () => toCsv(found),
    html: () => toHtml(found, `${visit.shopName}: ${visit.text.text("data")}`),
  }[format]();
  return new Response(written, {
    headers: {
      "Content-Type": `${FILE_TYPES[format]}; charset=utf-8`,
      "Content-Disposition": `attachment; filename="my-data.${format}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

async function render(visit: Visit, outcome: Outcome): Promise<Response> {
  const { shopId, customerId, text } = visit;
  const { choice, about, erasure } =
    customerId === null
      ? { choice: null, about: null, erasure: null }
      : await withShop(shopId, async (scope) => ({
          choice: await readChoice(scope, customerId),
          about: await readAbout(scope, customerId),
          erasure: await openErasureOf(scope, customerId),
        }));
  const isGone = customerId !== null && choice === null;
  const view: PreferenceView = {
    shopName: visit.shopName,
    choice,
    before: outcome.before ?? null,
    about: outcome.about ?? about,
    message: isGone ? { key: "gone", isError: false } : customerId === null ? null : outcome.message,
    isErasing: outcome.isErasing ?? false,
    erasedOn: erasure?.notBefore ?? null,
    action: visit.action,
    token: customerId === null ? "" : makeToken(visit, new Date()),
    loginUrl: customerId === null ? LOGIN_URL : null,
  };
  return respond(view, text, outcome.status, visit.way === "account");
}

async function renderUnknown(text: PreferenceText, { message, status }: Outcome): Promise<Response> {
  const view: PreferenceView = {
    shopName: "",
    choice: null,
    before: null,
    about: null,
    message,
    isErasing: false,
    erasedOn: null,
    action: "",
    token: "",
    loginUrl: null,
  };
  return respond(view, text, status, false);
}

async function respond(
  view: PreferenceView,
  text: PreferenceText,
  status: number,
  isInTheme: boolean,
): Promise<Response> {
  // Loaded when it is needed: the worker runs this folder's TypeScript as it is, and Node strips types but not JSX.
  const { PreferencePage } = await import("./ui/preference-page.tsx");
  const html = renderToStaticMarkup(createElement(PreferencePage, { view, text }));
  return isInTheme ? answerInTheme(html, { status }) : answerPage(html, text, status);
}

/**
 * Neither proxy nor link carries a cookie; what is signed is who somebody is, not what they post. The token shows that the
 * form came from our page, for this person, by this way, in the last day.
 */
function makeToken(visit: Visit, at: Date): string {
  return signWords(env.SHOPIFY_API_SECRET, wordsOf(visit, at));
}

function isTokenOf(visit: Visit, token: string): boolean {
  const days = [0, 1].map((daysAgo) => new Date(Date.now() - daysAgo * 86_400_000));
  return days.some((at) => isSignedWords(env.SHOPIFY_API_SECRET, wordsOf(visit, at), token));
}

function wordsOf({ shopId, customerId, way }: Visit, at: Date): string[] {
  return ["preferences", way, shopId.toString(), String(customerId), at.toISOString().slice(0, 10)];
}
