import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { PlainPage } from "#app/ui/plain-page.tsx";

/** The bare document. What the merchant sees begins in routes/app.tsx. */
export function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** What no page below caught: an address that nobody knows, or a fault before the admin could be shown. */
export function ErrorBoundary() {
  const error = useRouteError();
  return <PlainPage page={isRouteErrorResponse(error) && error.status === 404 ? "not_found" : "failed"} />;
}
