import { z } from "zod";

const flag = z.enum(["0", "1", "true", "false"]).transform((value) => value === "1" || value === "true");

/** `1:<base64 of 32 bytes>,2:…`, newest first. */
const dataKeys = z
  .string()
  .default("")
  .transform((text, context) =>
    text.split(",").flatMap((part) => {
      if (part.trim() === "") return [];
      const [, id, base64] = /^\s*(\d{1,3}):([A-Za-z0-9+/=_-]+)\s*$/.exec(part) ?? [];
      const secret = new Uint8Array(Buffer.from(base64 ?? "", "base64"));
      if (id === undefined || Number(id) < 1 || Number(id) > 127 || secret.length !== 32) {
        context.addIssue(
          "expected keys such as 2:<base64 of 32 bytes>,1:<…>, newest first, ids from 1 to 127 (openssl rand -base64 32)",
        );
        return [];
      }
      return [{ id: Number(id), secret }];
    }),
  )
  .refine((keys) => new Set(keys.map((key) => key.id)).size === keys.length, "expected each key id once");

const Environment = z
  .object({
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    DATABASE_URL: z
      .string()
      .regex(
        /^postgres(ql)?:\/\//,
        "expected a PostgreSQL address, postgresql://user:password@host:5432/database",
      ),
    SHOPIFY_API_KEY: z.string("expected the client id of the app in the Partner Dashboard"),
    SHOPIFY_API_SECRET: z
      .string("expected the client secret of the app in the Partner Dashboard")
      .min(8, "expected the client secret of the app, at least 8 characters"),
    /** While the secret is being rotated: Shopify may sign webhooks with the one before. */
    SHOPIFY_API_SECRET_PREVIOUS: z.string().min(8, "expected the client secret before this one").optional(),
    SHOPIFY_APP_URL: z.url(
      "expected the address that Shopify reaches this app at, such as https://app.example.com",
    ),
    /** What personal data is sealed with. Empty: one key derived from the client secret. */
    DATA_KEYS: dataKeys,
    PORT: z.coerce.number("expected a port number").int().min(1).max(65_535).default(3000),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    DATABASE_POOL_SIZE: z.coerce.number("expected a number of connections").int().min(1).max(200).default(10),
    WORKER_CONCURRENCY: z.coerce
      .number("expected a number of jobs at a time")
      .int()
      .min(1)
      .max(100)
      .default(4),
    /** What the intake of a web process holds at most; more is answered 503, and Shopify delivers it again. */
    INTAKE_MAX_MB: z.coerce.number("expected megabytes").int().min(1).max(4096).default(64),
    INTAKE_MAX_DELIVERIES: z.coerce
      .number("expected a number of deliveries")
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000),
    /** Shopify gives up after five seconds. */
    INTAKE_MAX_WAIT_MS: z.coerce.number("expected milliseconds").int().min(100).max(60_000).default(4_000),
    /** A folder on the disk of the database, where this process can see it: watched, so that the disk never fills up. */
    DATABASE_FOLDER: z.string().optional(),
    INTAKE_MIN_FREE_MB: z.coerce.number("expected megabytes").int().min(1).max(1_000_000).default(256),
    /** Webhooks by Google Pub/Sub: what the push subscription's token is made out to, and who makes it. */
    PUBSUB_AUDIENCE: z.string().optional(),
    PUBSUB_SERVICE_ACCOUNT: z.email("expected the e-mail address of the service account").optional(),
    /** Where Google publishes the keys of its tokens. */
    PUBSUB_JWKS_URL: z
      .url("expected an address of keys")
      .default("https://www.googleapis.com/oauth2/v3/certs"),
    /** Webhooks by Amazon EventBridge: what its API destination sends as X-Api-Key. */
    EVENTBRIDGE_SECRET: z.string().min(32, "expected a secret of at least 32 characters").optional(),
    /** Where messages go out: smtp://user:password@host:587, or smtps://…:465. A shop may set a sender of its own. */
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/[^\s]+$/, "expected the address of a mail server, smtp://user:password@host:587")
      .optional(),
    /** Who messages are from where a shop has not chosen: an address that the mail server may send for. */
    MAIL_FROM: z.email("expected an e-mail address, such as hello@example.com").optional(),
    /** Demo and tests only: the address of a simulator that stands in for Shopify. */
    SHOPIFY_SIMULATOR_URL: z.url("expected the address of a simulator").optional(),
    /** Production refuses a simulator unless this says that it is wanted. */
    PERENNIAL_DEMO: flag.default(false),
  })
  .refine((env) => env.DATABASE_POOL_SIZE > env.WORKER_CONCURRENCY, {
    path: ["DATABASE_POOL_SIZE"],
    // A job that locks out others holds one connection and works with a second.
    message: "expected more connections than WORKER_CONCURRENCY, better twice as many",
  })
  .refine((env) => (env.PUBSUB_AUDIENCE === undefined) === (env.PUBSUB_SERVICE_ACCOUNT === undefined), {
    path: ["PUBSUB_AUDIENCE"],
    message: "expected PUBSUB_AUDIENCE and PUBSUB_SERVICE_ACCOUNT together, or neither",
  })
  .refine((env) => !env.SHOPIFY_SIMULATOR_URL || env.NODE_ENV !== "production" || env.PERENNIAL_DEMO, {
    path: ["SHOPIFY_SIMULATOR_URL"],
    message: "a simulator must not stand in for Shopify in production; remove it",
  });

/** Every name that is read. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(Environment.shape);

export type Env = z.infer<typeof Environment>;

/**
 * Reads the environment.
 *
 * @throws Error that lists every fault, one a line, with the name of the variable and what was expected
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = Environment.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${faults.join("\n")}\nSee .env.example.`);
}
