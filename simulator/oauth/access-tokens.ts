/** Access tokens of installations: issued, refreshed, looked up. */
import { randomBytes } from "node:crypto";
import type { Installation, ShopState } from "#simulator/state/model.ts";

/** Lifetime of an expiring offline token. */
export const OFFLINE_LIFETIME_S = 3_600;
export const REFRESH_LIFETIME_S = 90 * 24 * 3_600;
/** Lifetime of an online token: one day less a second. */
export const ONLINE_LIFETIME_S = 86_399;

/** Replaced refresh tokens that stay good until the access token that came with their successor is used. */
const replaced = new WeakMap<Installation, Map<string, string>>();

const token = (prefix: string): string => `${prefix}_${randomBytes(16).toString("hex")}`;

function remember(
  installation: Installation,
  accessToken: string,
  lifetimeS: number | null,
  now: Date,
): void {
  const expiresAt = lifetimeS === null ? null : new Date(now.getTime() + lifetimeS * 1000);
  installation.accessTokens.set(accessToken, { expiresAt });
}

export interface ExpiringToken {
  accessToken: string;
  refreshToken: string;
}

export function issueExpiringToken(installation: Installation, now: Date): ExpiringToken {
  const issued = { accessToken: token("shpat"), refreshToken: token("shprt") };
  remember(installation, issued.accessToken, OFFLINE_LIFETIME_S, now);
  installation.refreshTokens.add(issued.refreshToken);
  return issued;
}

/** A token for ever; apps made before expiring tokens still get them. */
export function issueLastingToken(installation: Installation, now: Date): string {
  const accessToken = token("shpat");
  remember(installation, accessToken, null, now);
  return accessToken;
}

export function issueOnlineToken(installation: Installation, now: Date): string {
  const accessToken = token("shpua");
  remember(installation, accessToken, ONLINE_LIFETIME_S, now);
  return accessToken;
}

/** A new pair for a refresh token, which stays usable until the new access token is; null when it is not known. */
export function refreshAccess(
  installation: Installation,
  refreshToken: string,
  now: Date,
): ExpiringToken | null {
  if (!installation.refreshTokens.has(refreshToken)) return null;
  const issued = issueExpiringToken(installation, now);
  const waiting = replaced.get(installation) ?? new Map<string, string>();
  waiting.set(issued.accessToken, refreshToken);
  replaced.set(installation, waiting);
  return issued;
}

/** The installation a valid token belongs to. Using a token retires the refresh token it replaced. */
export function installationOfToken(shop: ShopState, accessToken: string, now: Date): Installation | null {
  for (const installation of shop.installations.values()) {
    const known = installation.accessTokens.get(accessToken);
    if (!known) continue;
    if (known.expiresAt && known.expiresAt <= now) return null;
    const old = replaced.get(installation)?.get(accessToken);
    if (old) {
      installation.refreshTokens.delete(old);
      replaced.get(installation)?.delete(accessToken);
    }
    return installation;
  }
  return null;
}
