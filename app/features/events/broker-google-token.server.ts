import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { log } from "#app/platform/log/log.server.ts";
import { IntakeBusy } from "./intake-queue.ts";

export interface ExpectedToken {
  audience: string;
  /** Of the service account that pushes. */
  email: string;
  /** Where Google publishes its keys. */
  keysUrl: string;
}

const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];
const CLOCK_TOLERANCE_SECONDS = 60;
const KEYS_TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS = 10;

/** Keeps the keys between calls and fetches them again when a token names another. */
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

function keysFrom(url: string): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(url);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(url), { timeoutDuration: KEYS_TIMEOUT_MS });
  keySets.set(url, keys);
  return keys;
}

/**
 * Whether a token is one that Google made for this app's push subscription (OpenID Connect, RS256): null when it is,
 * otherwise what is wrong with it.
 *
 * @throws IntakeBusy when Google's keys cannot be had: the token may be genuine
 */
export async function checkGoogleToken(
  token: string | null,
  expected: ExpectedToken,
): Promise<string | null> {
  if (!token) return "the header Authorization carries no bearer token";
  try {
    const { payload } = await jwtVerify(token, keysFrom(expected.keysUrl), {
      algorithms: ["RS256"],
      issuer: ISSUERS,
      audience: expected.audience,
      requiredClaims: ["exp", "email"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return payload["email"] === expected.email && payload["email_verified"] === true
      ? null
      : "the token is another service account's";
  } catch (error) {
    if (isAboutToken(error)) return `the token is not valid: ${error.message}`;
    log.error({ cause: error instanceof Error ? error.name : typeof error }, "Google's keys cannot be read");
    throw new IntakeBusy("Google's keys cannot be read at the moment", RETRY_AFTER_SECONDS);
  }
}

const ABOUT_TOKEN = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

const isAboutToken = (error: unknown): error is Error => ABOUT_TOKEN.some((kind) => error instanceof kind);
