/** Access tokens of installations: issued, refreshed, looked up. */
import { randomBytes } from "node:crypto";
import type { AccessToken, Installation, ShopState } from "#simulator/state/model.ts";

/** Lifetime of an expiring offline token. */
export const OFFLINE_LIFETIME_S = 3_600;
export const REFRESH_LIFETIME_S = 90 * 24 * 3_600;
/** Lifetime of an online token: one day less a second. */
export const ONLINE_LIFETIME_S = 86_399;
/** For so long the same refresh request gets the same answer, so that a lost answer or a race does no harm. */
export const REFRESH_RETRY_S = 60;

const token = (prefix: string): string => `${prefix}_${randomBytes(16).toString("hex")}`;

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

function remember(
  installation: Installation,
  kind: AccessToken["kind"],
  accessToken: string,
  expiresAt: Date | null,
): void {
  installation.accessTokens.set(accessToken, { expiresAt, kind });
}

/** Takes out what has lapsed, so that a long run does not gather tokens. */
function forgetLapsed(installation: Installation, now: Date): void {
  for (const [name, { expiresAt }] of installation.accessTokens) {
    if (expiresAt && expiresAt <= now) installation.accessTokens.delete(name);
  }
  for (const [name, { expiresAt }] of installation.refreshTokens) {
    if (expiresAt <= now) installation.refreshTokens.delete(name);
  }
}

export interface ExpiringToken {
  accessToken: string;
  refreshToken: string;
  /** Seconds from now. */
  expiresInS: number;
  refreshExpiresInS: number;
}

function issue(installation: Installation, now: Date): ExpiringToken {
  const issued = {
    accessToken: token("shpat"),
    refreshToken: token("shprt"),
    expiresInS: OFFLINE_LIFETIME_S,
    refreshExpiresInS: REFRESH_LIFETIME_S,
  };
  remember(installation, "offline", issued.accessToken, after(now, OFFLINE_LIFETIME_S));
  installation.refreshTokens.set(issued.refreshToken, {
    expiresAt: after(now, REFRESH_LIFETIME_S),
    renewedAs: null,
  });
  return issued;
}

/** There is one refreshable token for each app and shop: a new one ends the older refresh tokens at once. */
export function issueExpiringToken(installation: Installation, now: Date): ExpiringToken {
  forgetLapsed(installation, now);
  installation.refreshTokens.clear();
  return issue(installation, now);
}

const lastingToken = (installation: Installation): string | undefined =>
  [...installation.accessTokens].find(([, each]) => each.kind === "offline" && each.expiresAt === null)?.[0];

/** A token for ever; the same one each time. */
export function issueLastingToken(installation: Installation): string {
  const known = lastingToken(installation);
  if (known !== undefined) return known;
  const accessToken = token("shpat");
  remember(installation, "offline", accessToken, null);
  return accessToken;
}

/** An expiring token for one that lasts for ever, which is gone then; null when it is not known. */
export function exchangeLastingToken(
  installation: Installation,
  accessToken: string,
  now: Date,
): ExpiringToken | null {
  if (lastingToken(installation) !== accessToken) return null;
  installation.accessTokens.delete(accessToken);
  return issueExpiringToken(installation, now);
}

export function issueOnlineToken(installation: Installation, now: Date): string {
  forgetLapsed(installation, now);
  const accessToken = token("shpua");
  remember(installation, "online", accessToken, after(now, ONLINE_LIFETIME_S));
  return accessToken;
}

const secondsUntil = (time: Date | null | undefined, now: Date): number =>
  time ? Math.max(0, Math.floor((time.getTime() - now.getTime()) / 1000)) : 0;

/** A new pair for a refresh token; null when it is not known, lapsed or used up. */
export function refreshAccess(
  installation: Installation,
  refreshToken: string,
  now: Date,
): ExpiringToken | null {
  const known = installation.refreshTokens.get(refreshToken);
  if (!known || known.expiresAt <= now) return null;
  const { renewedAs } = known;
  if (!renewedAs) {
    const issued = issue(installation, now);
    known.renewedAs = { accessToken: issued.accessToken, refreshToken: issued.refreshToken, at: now };
    return issued;
  }
  if (after(renewedAs.at, REFRESH_RETRY_S) <= now) return null;
  return {
    accessToken: renewedAs.accessToken,
    refreshToken: renewedAs.refreshToken,
    expiresInS: secondsUntil(installation.accessTokens.get(renewedAs.accessToken)?.expiresAt, now),
    refreshExpiresInS: secondsUntil(installation.refreshTokens.get(renewedAs.refreshToken)?.expiresAt, now),
  };
}

/** The installation a valid token belongs to. */
export function installationOfToken(shop: ShopState, accessToken: string, now: Date): Installation | null {
  for (const installation of shop.installations.values()) {
    const known = installation.accessTokens.get(accessToken);
    if (!known) continue;
    return known.expiresAt && known.expiresAt <= now ? null : installation;
  }
  return null;
}
