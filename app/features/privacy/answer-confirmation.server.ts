import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { confirmConsent, openConfirmation } from "#app/features/customers/index.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import { answerPage } from "./answer-page.server.ts";
import { spokenBy } from "./answer-preferences.server.ts";
import { confirmWords, preferenceText } from "./ui/preference-text.ts";
import type { ConfirmView } from "./ui/preference-view.ts";

/**
 * /preferences/confirm?key=…: a page with one button. Mail scanners follow links, so following alone confirms nothing.
 */
export async function answerConfirmation(request: Request, isPosted: boolean): Promise<Response> {
  const url = new URL(request.url);
  const key = url.searchParams.get("key") ?? "";
  const text = preferenceText([url.searchParams.get("locale") ?? "", ...spokenBy(request)]);
  const now = new Date();
  const opened = openConfirmation(key, now);
  const render = async (view: ConfirmView, status: number) => {
    const { ConfirmPage } = await import("./ui/preference-page.tsx");
    return answerPage(renderToStaticMarkup(createElement(ConfirmPage, { view, text })), text, status);
  };
  const refuse = (isExpired: boolean) =>
    render(
      {
        shopName: "",
        channel: null,
        message: { key: isExpired ? "link_expired" : "link_forged", isError: true },
        action: null,
      },
      isExpired ? 410 : 404,
    );
  if (typeof opened === "string") return refuse(opened === "expired");
  const shop = await withShop(opened.shopId, (scope) => readShop(scope).catch(() => null));
  if (!shop || shop.uninstalledAt) return refuse(false);
  const shopName = shop.name ?? shop.domain;
  const { channel } = opened;
  if (!isPosted) {
    const action = `/preferences/confirm?key=${key}&locale=${text.language}`;
    return render({ shopName, channel, message: null, action }, 200);
  }
  const evidence = {
    text: `${confirmWords(text, { shopName, channel })} ${text.text("confirm_button")}`,
    locale: text.language,
    page: `${env.SHOPIFY_APP_URL}/preferences/confirm`,
  };
  const isDone = await withShop(opened.shopId, (scope) => confirmConsent(scope, opened, { evidence, now }));
  const message = isDone
    ? ({ key: "confirmed", isError: false } as const)
    : ({ key: "confirm_gone", isError: true } as const);
  return render({ shopName, channel, message, action: null }, isDone ? 200 : 409);
}
