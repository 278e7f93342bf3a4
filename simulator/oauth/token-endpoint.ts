/** `POST /admin/oauth/access_token`: token exchange and refresh. */
import type { AppUnderTest } from "#simulator/context.ts";
import { json, type Reply } from "#simulator/http.ts";
import { STAFF_MEMBER, verifySessionToken } from "#simulator/session-token.ts";
import type { Installation, ShopState } from "#simulator/state/model.ts";
import {
  exchangeLastingToken,
  type ExpiringToken,
  issueExpiringToken,
  issueLastingToken,
  issueOnlineToken,
  ONLINE_LIFETIME_S,
  refreshAccess,
} from "./access-tokens.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";

const refuse = (error: string, description: string): Reply =>
  json({ error, error_description: description }, 400);

/** The parameters, from JSON or from a form. */
function parameters(body: string, contentType: string): Map<string, string> {
  if (contentType.includes("application/x-www-form-urlencoded")) return new Map(new URLSearchParams(body));
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null) return new Map();
    return new Map(Object.entries(value).map(([name, each]) => [name, String(each)]));
  } catch {
    return new Map();
  }
}

const expiring = (issued: ExpiringToken, scope: string): Reply =>
  json({
    access_token: issued.accessToken,
    scope,
    expires_in: issued.expiresInS,
    refresh_token: issued.refreshToken,
    refresh_token_expires_in: issued.refreshExpiresInS,
  });

function onlineReply(installation: Installation, scope: string, now: Date): Reply {
  return {
    ...json({}),
    // Written by hand: the user's id is a number literal.
    body: JSON.stringify({
      access_token: issueOnlineToken(installation, now),
      scope,
      expires_in: ONLINE_LIFETIME_S,
      associated_user_scope: scope,
      associated_user: {
        id: "@id",
        first_name: STAFF_MEMBER.firstName,
        last_name: STAFF_MEMBER.lastName,
        email: STAFF_MEMBER.email,
        account_owner: true,
        locale: "en",
        collaborator: false,
        email_verified: true,
      },
    }).replace('"@id"', STAFF_MEMBER.id.toString()),
  };
}

function exchange(request: TokenRequest, sent: Map<string, string>, installation: Installation): Reply {
  const { shop, app, now } = request;
  const scope = installation.scopes.join(",");
  if (sent.get("subject_token_type") === OFFLINE && sent.get("requested_token_type") === OFFLINE) {
    const issued =
      sent.get("expiring") === "1" &&
      exchangeLastingToken(installation, sent.get("subject_token") ?? "", now);
    return issued
      ? expiring(issued, scope)
      : refuse("invalid_subject_token", "The access token cannot be exchanged for an expiring one");
  }
  if (sent.get("subject_token_type") !== ID_TOKEN) {
    return refuse("invalid_request", "subject_token_type is not supported");
  }
  const verified = verifySessionToken(sent.get("subject_token") ?? "", {
    shopDomain: shop.domain,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    now,
  });
  if (!verified.ok) {
    return refuse("invalid_subject_token", `The session token is not acceptable: ${verified.reason}`);
  }
  switch (sent.get("requested_token_type") ?? ONLINE) {
    case OFFLINE:
      return sent.get("expiring") === "1"
        ? expiring(issueExpiringToken(installation, now), scope)
        : json({ access_token: issueLastingToken(installation), scope });
    case ONLINE:
      return onlineReply(installation, scope, now);
    default:
      return refuse("invalid_request", "requested_token_type is not supported");
  }
}

export interface TokenRequest {
  shop: ShopState;
  app: AppUnderTest;
  now: Date;
  body: string;
  contentType: string;
}

/** Answers as Shopify: 200 with a token, or 400 with `error`. */
export function answerTokenRequest(request: TokenRequest): Reply {
  const { shop, app, now } = request;
  const sent = parameters(request.body, request.contentType);
  if (sent.get("client_id") !== app.clientId || sent.get("client_secret") !== app.clientSecret) {
    return refuse("invalid_client", "The client id or secret is not known");
  }
  const installation = shop.installations.get(app.clientId);
  if (!installation) return refuse("application_not_installed", "The app is not installed on this shop");
  switch (sent.get("grant_type")) {
    case TOKEN_EXCHANGE:
      return exchange(request, sent, installation);
    case "refresh_token": {
      const issued = refreshAccess(installation, sent.get("refresh_token") ?? "", now);
      return issued
        ? expiring(issued, installation.scopes.join(","))
        : refuse("invalid_grant", "The refresh token is not valid");
    }
    default:
      return refuse("unsupported_grant_type", "This grant type is not modelled");
  }
}
