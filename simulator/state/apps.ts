/** The app on the shop: installed, given and stripped of scopes, removed. */
import { gid } from "#simulator/ids.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import { cancelAllSubscriptions } from "#simulator/billing/subscriptions.ts";
import { scopesPayload, shopPayload } from "#simulator/webhooks/shop-payloads.ts";
import type { CommandEnvironment } from "./environment.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Installation } from "./model.ts";
import { newInstallation } from "./model/apps.ts";

export type GrantErrorCode = "UNKNOWN_SCOPES" | "UNDECLARED_SCOPES";

export type RevokeErrorCode =
  | "UNKNOWN_SCOPES"
  | "CANNOT_REVOKE_UNDECLARED_SCOPES"
  | "CANNOT_REVOKE_REQUIRED_SCOPES"
  | "CANNOT_REVOKE_IMPLIED_SCOPES";

export type ScopesResult<Code = RevokeErrorCode> =
  { ok: true; scopes: string[] } | { ok: false; errors: { message: string; code: Code }[] };

const SCOPE = /^(?:unauthenticated_|customer_)?(?:read|write)_[a-z_]+$/;

const impliedBy = (scope: string): string => scope.replace(/read_/, "write_");

/** Replaces the granted scopes; `app/scopes_update` when that changes anything. */
function setScopes(environment: CommandEnvironment, installation: Installation, scopes: string[]): void {
  const previous = installation.scopes;
  const isSame = previous.length === scopes.length && [...previous].every((scope) => scopes.includes(scope));
  if (isSame) return;
  installation.scopes = scopes;
  const change = { appId: installation.appId, previous, current: scopes, at: environment.clock() };
  environment.emit([{ topic: "app/scopes_update", payload: scopesPayload(environment.shop, change) }]);
}

/**
 * The merchant agrees to the app's scopes. Opening an app that is installed grants scopes it newly requires and takes
 * those away that it declares no more; optional ones that were granted stay.
 */
export function installApp(environment: CommandEnvironment, app: AppUnderTest): Installation {
  const { shop, clock, allocate } = environment;
  const known = shop.installations.get(app.clientId);
  if (known) {
    const kept = known.scopes.filter(
      (scope) => app.optionalScopes.includes(scope) && !app.scopes.includes(scope),
    );
    setScopes(environment, known, [...app.scopes, ...kept]);
    return known;
  }
  const made = newInstallation({
    id: allocate(),
    appId: app.appId,
    clientId: app.clientId,
    scopes: [...app.scopes],
    installedAt: clock(),
  });
  shop.installations.set(app.clientId, made);
  return made;
}

/** The merchant agrees to optional scopes that the app asks for; those it did not declare are refused. */
export function grantScopes(
  environment: CommandEnvironment,
  app: AppUnderTest,
  scopes: readonly string[],
): ScopesResult<GrantErrorCode> {
  const installation = environment.shop.installations.get(app.clientId);
  if (!installation) throw new Error("The app is not installed.");
  const declared = [...app.scopes, ...app.optionalScopes];
  const errors = scopes
    .filter((scope) => !declared.includes(scope))
    .map((scope): { message: string; code: GrantErrorCode } =>
      SCOPE.test(scope)
        ? {
            code: "UNDECLARED_SCOPES",
            message: `${scope} is declared neither in scopes nor in optional_scopes of the app's shopify.app.toml.`,
          }
        : { code: "UNKNOWN_SCOPES", message: `${scope} is not an access scope.` },
    );
  if (errors.length > 0) return { ok: false, errors };
  setScopes(environment, installation, [...new Set([...installation.scopes, ...scopes])]);
  return { ok: true, scopes: installation.scopes };
}

function revokeError(
  app: AppUnderTest,
  scope: string,
  granted: readonly string[],
  revoking: readonly string[],
): { message: string; code: RevokeErrorCode } | null {
  if (!SCOPE.test(scope)) {
    return {
      code: "UNKNOWN_SCOPES",
      message: `The requested list of scopes to revoke includes invalid handles: ${scope}.`,
    };
  }
  if (app.scopes.includes(scope)) {
    return { code: "CANNOT_REVOKE_REQUIRED_SCOPES", message: `Required scopes cannot be revoked: ${scope}.` };
  }
  const stays = granted.filter((each) => !revoking.includes(each));
  if (scope.includes("read_") && stays.includes(impliedBy(scope))) {
    return { code: "CANNOT_REVOKE_IMPLIED_SCOPES", message: `Implied scopes cannot be revoked: ${scope}.` };
  }
  if (!app.optionalScopes.includes(scope) || !granted.includes(scope)) {
    return {
      code: "CANNOT_REVOKE_UNDECLARED_SCOPES",
      message: `Undeclared scopes cannot be revoked: ${scope}.`,
    };
  }
  return null;
}

/** The app gives optional scopes back; all or none. */
export function revokeScopes(
  environment: CommandEnvironment,
  app: AppUnderTest,
  scopes: readonly string[],
): ScopesResult {
  const installation = environment.shop.installations.get(app.clientId);
  if (!installation) throw new Error("The app is not installed.");
  const errors = scopes
    .map((scope) => revokeError(app, scope, installation.scopes, scopes))
    .filter((error) => error !== null);
  if (errors.length > 0) return { ok: false, errors };
  setScopes(
    environment,
    installation,
    installation.scopes.filter((scope) => !scopes.includes(scope)),
  );
  return { ok: true, scopes: [...scopes] };
}

/**
 * The app is removed: `app/uninstalled`, `app_subscriptions/update` for what is cancelled with it. Its tokens stop
 * working, and its data, theme blocks, pixel, Storefront tokens and webhook subscriptions are gone.
 */
export function uninstallApp(environment: CommandEnvironment, app: AppUnderTest): boolean {
  const { shop, emit } = environment;
  const installation = shop.installations.get(app.clientId);
  if (!installation) return false;
  cancelAllSubscriptions(environment);
  shop.installations.delete(app.clientId);
  emit([{ topic: "app/uninstalled", payload: shopPayload(shop) }]);
  shop.webhookSubscriptions.clear();
  shop.storefrontAccessTokens.clear();
  shop.webPixel = null;
  shop.blocks = [];
  dropMetafieldsOf(shop, gid("AppInstallation", installation.id));
  return true;
}
