import type { HeadersFunction, LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { isRouteErrorResponse, Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useState } from "react";
import { openAdmin, readShop, refreshShop } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { adminApiOf } from "#app/platform/shopify-admin/admin-client.server.ts";
import { appBridgeUrl } from "#app/platform/shopify-admin/shopify.server.ts";
import { AdminShell } from "#app/ui/admin-shell.tsx";
import { knownLocale } from "#app/ui/formats.tsx";
import { PlainPage } from "#app/ui/plain-page.tsx";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: polarisStyles }];

export const meta: MetaFunction = () => [{ title: "Perennial" }];

export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, admin }) => {
    let shop = await withShop(shopId, readShop);
    if (!shop.currency) {
      // Just installed: no amount can be shown before the shop's currency is known.
      await refreshShop(shopId, adminApiOf(admin));
      shop = await withShop(shopId, readShop);
    }
    return {
      apiKey: env.SHOPIFY_API_KEY,
      appBridgeUrl: appBridgeUrl(),
      locale: new URL(request.url).searchParams.get("locale"),
      currency: shop.currency ?? "USD",
      timeZone: shop.ianaTimezone ?? "UTC",
    };
  });
}

export default function AdminLayout() {
  const { apiKey, appBridgeUrl: bridge, locale: asked, currency, timeZone } = useLoaderData<typeof loader>();
  // Shopify names the merchant's language when it opens the frame, not on the requests that follow.
  const [locale] = useState(() => knownLocale(asked));
  return (
    <AdminShell apiKey={apiKey} appBridgeUrl={bridge} settings={{ locale, currency, timeZone }}>
      <Outlet />
    </AdminShell>
  );
}

/**
 * The library answers with whole small pages (fetch a session token, leave the frame), which Remix hands over here as
 * errors. They are written out as they are, because their scripts must run.
 */
export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && typeof error.data === "string" && error.data.includes("<script")) {
    return <div dangerouslySetInnerHTML={{ __html: error.data }} />;
  }
  return <PlainPage page="failed" />;
}

export const headers: HeadersFunction = (headersArgs) => boundary.headers(headersArgs);
