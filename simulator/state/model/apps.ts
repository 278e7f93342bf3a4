/** What belongs to the installed app. */
import type { WebhookSubscription } from "#simulator/context.ts";
import type { Hundredths } from "./money.ts";

/** A subscription made through the Admin API, with its dates. */
export interface ShopSubscription extends WebhookSubscription {
  createdAt: Date;
  updatedAt: Date;
  /** Deliveries in a row that failed after all retries. */
  failures: number;
}

/** A file of this process's temporary folder; it does not outlive the process, so a loaded state may point nowhere. */
export interface StoredFile {
  path: string;
  sizeBytes: number;
}

export interface BulkOperation {
  id: bigint;
  type: "QUERY" | "MUTATION";
  status: "CREATED" | "RUNNING" | "COMPLETED" | "CANCELING" | "CANCELED" | "FAILED";
  errorCode: "ACCESS_DENIED" | "INTERNAL_SERVER_ERROR" | "TIMEOUT" | null;
  query: string;
  /** Children right after their parent. */
  groupObjects: boolean;
  /** Of a mutation: key of the uploaded file with its variables. */
  stagedUploadPath: string | null;
  objectCount: number;
  rootObjectCount: number;
  /** JSONL; null when there is nothing. */
  result: StoredFile | null;
  createdAt: Date;
  completedAt: Date | null;
}

/** A valid access token. */
export interface AccessToken {
  /** null = for ever. */
  expiresAt: Date | null;
  kind: "offline" | "online";
}

/** A refresh token, and what it was renewed with. */
export interface RefreshToken {
  expiresAt: Date;
  renewedAs: { accessToken: string; refreshToken: string; at: Date } | null;
}

/** One app on one shop. */
export interface Installation {
  id: bigint;
  appId: bigint;
  clientId: string;
  scopes: string[];
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, RefreshToken>;
  installedAt: Date;
}

/** A block or embed of the app's theme extension placed on the theme by the merchant. */
export interface BlockPlacement {
  /** File name without `.liquid`. */
  blockHandle: string;
  /** Theme template for app blocks (`product`, `customers/account` …); `body` or `head` for embeds. */
  target: string;
  enabled: boolean;
  settings: Record<string, string | number | boolean>;
}

/** The app's web pixel, connected to the shop. */
export interface WebPixel {
  id: bigint;
  clientId: string;
  /** JSON text. */
  settings: string;
}

export interface UsageRecord {
  id: bigint;
  description: string;
  price: Hundredths;
  idempotencyKey: string | null;
  createdAt: Date;
}

export interface RecurringPricing {
  kind: "recurring";
  price: Hundredths;
  currency: string;
  interval: "EVERY_30_DAYS" | "ANNUAL";
  discount: {
    /** A share (0.2 = 20 % off) or an amount. */
    value: { percentage: number } | { amount: Hundredths };
    /** Billing intervals it lasts; null = for ever. */
    intervals: number | null;
  } | null;
}

export interface UsagePricing {
  kind: "usage";
  cappedAmount: Hundredths;
  /** A higher cap that the merchant has not agreed to yet. */
  proposedCap: Hundredths | null;
  currency: string;
  terms: string;
}

export interface SubscriptionLineItem {
  index: number;
  pricing: RecurringPricing | UsagePricing;
  usageRecords: UsageRecord[];
}

/** A recurring charge of the app. What the clock alone decides (lapsing, periods) is worked out when it is read. */
export interface AppSubscription {
  id: bigint;
  name: string;
  status: "PENDING" | "ACTIVE" | "CANCELLED" | "DECLINED" | "EXPIRED" | "FROZEN";
  test: boolean;
  trialDays: number;
  returnUrl: string;
  replacementBehavior: "STANDARD" | "APPLY_IMMEDIATELY" | "APPLY_ON_NEXT_BILLING_CYCLE";
  lineItems: SubscriptionLineItem[];
  /** When the merchant agreed, or, deferred, when it takes the place of the one before. */
  activatedAt: Date | null;
  /** The merchant agreed, and it begins with the next billing cycle of the one before. */
  startsAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A one-time charge of the app. */
export interface AppPurchase {
  id: bigint;
  name: string;
  price: Hundredths;
  currency: string;
  status: "PENDING" | "ACTIVE" | "DECLINED" | "EXPIRED";
  test: boolean;
  returnUrl: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Where a client may upload a file, from `stagedUploadsCreate`. */
export interface StagedUpload {
  /** `tmp/<shop id>/bulk/<uuid>/<filename>`. */
  key: string;
  resource: string;
  filename: string;
  mimeType: string;
  httpMethod: "POST" | "PUT";
  /** null until it is uploaded. */
  file: StoredFile | null;
  createdAt: Date;
}

/** A Flow trigger that the app fired. */
export interface FlowTriggerCall {
  handle: string;
  /** JSON text. */
  payload: string;
  receivedAt: Date;
}

/** A token for the Storefront API, made by the app. */
export interface StorefrontAccessToken {
  id: bigint;
  title: string;
  accessToken: string;
  scopes: string[];
  createdAt: Date;
}

/** A shopper signed in through the Storefront API (classic accounts). */
export interface CustomerAccessToken {
  accessToken: string;
  customerId: bigint;
  expiresAt: Date;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newInstallation(
  given: Given<Installation, "id" | "appId" | "clientId" | "scopes" | "installedAt">,
): Installation {
  return { accessTokens: new Map(), refreshTokens: new Map(), ...given };
}

export function newBulkOperation(
  given: Given<BulkOperation, "id" | "type" | "query" | "createdAt">,
): BulkOperation {
  return {
    status: "CREATED",
    errorCode: null,
    groupObjects: false,
    stagedUploadPath: null,
    objectCount: 0,
    rootObjectCount: 0,
    result: null,
    completedAt: null,
    ...given,
  };
}

export function newAppSubscription(
  given: Given<AppSubscription, "id" | "name" | "returnUrl" | "lineItems" | "createdAt">,
): AppSubscription {
  return {
    status: "PENDING",
    test: false,
    trialDays: 0,
    replacementBehavior: "STANDARD",
    activatedAt: null,
    startsAt: null,
    updatedAt: given.createdAt,
    ...given,
  };
}
