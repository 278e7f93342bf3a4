import { type Env, parseEnv } from "./parse-env.ts";

/** The environment, read once at start. Nothing else in app/ reads process.env. */
export const env: Env = parseEnv(process.env);
