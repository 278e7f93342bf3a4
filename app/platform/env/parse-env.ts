import { z } from "zod";

const flag = z.enum(["0", "1", "true", "false"]).transform((value) => value === "1" || value === "true");

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
    PORT: z.coerce.number("expected a port number").int().min(1).max(65_535).default(3000),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    DATABASE_POOL_SIZE: z.coerce.number("expected a number of connections").int().min(1).max(200).default(10),
    WORKER_CONCURRENCY: z.coerce
      .number("expected a number of jobs at a time")
      .int()
      .min(1)
      .max(100)
      .default(4),
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
  .refine((env) => !env.SHOPIFY_SIMULATOR_URL || env.NODE_ENV !== "production" || env.PERENNIAL_DEMO, {
    path: ["SHOPIFY_SIMULATOR_URL"],
    message: "a simulator must not stand in for Shopify in production; remove it",
  });

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
