import pino from "pino";
import { env } from "#app/platform/env/env.server.ts";
import { shownError } from "./shown-error.ts";

/** The log: one JSON object a line. Ids and counts belong here; personal data, bodies and tokens never do. */
export const log = pino({
  level: env.LOG_LEVEL,
  base: null,
  serializers: { err: shownError },
  redact: {
    paths: [
      "email",
      "phone",
      "body",
      "accessToken",
      "refreshToken",
      "*.email",
      "*.phone",
      "*.accessToken",
      "headers",
    ],
    remove: true,
  },
});
