import { randomUUID } from "node:crypto";
import { data } from "@remix-run/node";
import { findShopId, type ShopId } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { authenticate } from "#app/platform/shopify-admin/shopify.server.ts";
import { Refusal } from "#app/shared/errors.ts";

type Authenticated = Awaited<ReturnType<typeof authenticate.admin>>;

/** Who asks, once the library has checked it. */
export interface AdminRequest {
  admin: Authenticated["admin"];
  session: Authenticated["session"];
  redirect: Authenticated["redirect"];
  shopId: ShopId;
  /** Shopify's number of the staff member, for the record. */
  staff: string;
}

/** Notes an installation; called when the shop is not known although its token is. */
type Install = (shopDomain: string) => Promise<ShopId>;

/**
 * The door of every loader and action of the embedded admin: checks the session token and finds the shop. What goes
 * wrong unexpectedly in `work` is logged here, once, with a number that the error page shows.
 *
 * @throws Response of the library (log in again, leave the frame …), or of `work`
 */
export async function openAdmin<T>(
  request: Request,
  install: Install,
  work: (adminRequest: AdminRequest) => Promise<T>,
): Promise<T> {
  const { admin, session, redirect, sessionToken } = await authenticate.admin(request);
  try {
    const shopId = (await findShopId(session.shop)) ?? (await install(session.shop));
    return await work({ admin, session, redirect, shopId, staff: sessionToken.sub ?? "unknown" });
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Refusal) throw error;
    const errorId = randomUUID().slice(0, 8);
    log.error(
      { err: error, errorId, shop: session.shop, path: new URL(request.url).pathname },
      "a request failed",
    );
    throw data({ errorId }, { status: 500 });
  }
}
