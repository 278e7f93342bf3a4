/** `appUninstall`, `appRevokeAccessScopes`, `storefrontAccessToken…`. */
import { randomBytes } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import { revokeScopes, uninstallApp } from "#simulator/state/apps.ts";
import type { StorefrontAccessToken } from "#simulator/state/model.ts";
import { denied } from "../access.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { accessScope } from "../objects/app.ts";

/** Tokens of the Storefront API that an app may have on a shop. */
const MAX_STOREFRONT_TOKENS = 100;

function createToken(context: ApiContext, title: string) {
  const { shop } = context;
  const scopes = context.installation.scopes.filter((scope) => scope.startsWith("unauthenticated_"));
  if (scopes.length === 0) {
    throw denied("storefrontAccessTokenCreate", "at least one `unauthenticated_*` access scope.");
  }
  const refuse = (message: string) => ({
    shop,
    storefrontAccessToken: null,
    userErrors: [userError(["input", "title"], message)],
  });
  if (!title.trim()) return refuse("Title can't be blank");
  if (shop.storefrontAccessTokens.size >= MAX_STOREFRONT_TOKENS) {
    return refuse(`The limit of ${MAX_STOREFRONT_TOKENS} storefront access tokens has been reached`);
  }
  const token: StorefrontAccessToken = {
    id: context.environment.allocate(),
    title,
    accessToken: randomBytes(16).toString("hex"),
    scopes,
    createdAt: context.clock(),
  };
  shop.storefrontAccessTokens.set(token.id, token);
  return { shop, storefrontAccessToken: token, userErrors: [] };
}

export const installationMutations: TypeModel = {
  appUninstall: (_root, _args, context) => {
    uninstallApp(context.environment, context.app);
    return { app: context.app, userErrors: [] };
  },
  appRevokeAccessScopes: (_root, args, context) => {
    const revoked = revokeScopes(context.environment, context.app, args["scopes"] as string[]);
    return revoked.ok
      ? { revoked: revoked.scopes.map(accessScope), userErrors: [] }
      : {
          revoked: null,
          userErrors: revoked.errors.map(({ message, code }) => userError(["scopes"], message, code)),
        };
  },
  storefrontAccessTokenCreate: (_root, args, context) =>
    createToken(context, String((args["input"] as { title: string }).title)),
  storefrontAccessTokenDelete: (_root, args, context) => {
    const id = idOfType((args["input"] as { id: string }).id, "StorefrontAccessToken");
    const token = context.shop.storefrontAccessTokens.get(id ?? -1n);
    if (!token) {
      return {
        deletedStorefrontAccessTokenId: null,
        userErrors: [userError(["input", "id"], "Storefront access token does not exist")],
      };
    }
    context.shop.storefrontAccessTokens.delete(token.id);
    return { deletedStorefrontAccessTokenId: gid("StorefrontAccessToken", token.id), userErrors: [] };
  },
};
