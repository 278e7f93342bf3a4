/** How the processes are started: one place for Node's options. The image's are in .docker/Dockerfile. */

export const NODE = ["node", "--disable-warning=ExperimentalWarning"];

/**
 * How the web process collects garbage. Webhooks leave megabytes of buffers each second; by default V8 answers every 64 MB
 * of them by marking the whole heap, which holds the admin's pages, and whoever delivers meanwhile waits for that
 * (docs/decisions/014-garbage-collection.md).
 */
const GARBAGE_COLLECTION = [
  "--external-memory-accounted-in-global-limit",
  "--heap-growing-percent=200",
  "--max-semi-space-size=8",
];

/** @param options more of Node's options */
export const webCommand = (...options: string[]): string[] => [
  ...NODE,
  ...GARBAGE_COLLECTION,
  ...options,
  "app/server.ts",
];

/** @param options more of Node's options */
export const workerCommand = (...options: string[]): string[] => [
  ...NODE,
  ...options,
  "app/worker/main.server.ts",
];
