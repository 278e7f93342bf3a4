/** `node simulator/main.ts`: runs the simulator until it is stopped. */
import { setFlagsFromString } from "node:v8";
import { printCoverage } from "./admin-api/coverage.ts";
import { readOptions } from "./options.ts";
import { shopHandle } from "./platform.ts";
import { type RunningSimulator, startSimulator } from "./simulator.ts";
import { themeExtensionProblems } from "./theme-extension-checks.ts";
import { LAX_NOT_MODELLED } from "./web-pixels/bundle.ts";
import { SENT_TOPICS } from "./webhooks/topics.ts";

/**
 * How much the memory may grow before what is not needed any more is cleared away, in percent. V8 itself lets it double
 * and more, which for half a million orders is a gigabyte of rubbish. Clearing more often costs a small store a third of
 * its speed: only where a large one may come.
 */
const FRUGAL = "--heap-growing-percent=40";

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Errors and failed webhooks go to standard error, one line each. */
function log(line: Record<string, unknown>): void {
  const delivered = line["event"] === "webhook" && typeof line["status"] === "number" && line["status"] < 300;
  if (!delivered) console.error(JSON.stringify(line));
}

async function main(): Promise<RunningSimulator> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.stateFile !== undefined) setFlagsFromString(FRUGAL);
  if (options.coverage) {
    console.log(printCoverage());
    process.exit(0);
  }
  const simulator = await startSimulator({ ...options, log });
  const { adminUrl, storefrontUrl, mail, platform, runtime } = simulator;
  console.log(JSON.stringify({ listening: true, adminUrl, storefrontUrl, smtpUrl: mail.url }));
  for (const { shop, context } of platform.shops()) {
    const counts = `${shop.orders.size} orders, ${shop.customers.size} customers`;
    console.log(`Store       ${shop.name} (${shop.domain}), ${counts}`);
    console.log(`Admin       ${adminUrl}/store/${shopHandle(shop.domain)}`);
    console.log(`Storefront  ${context.storefrontUrl()}`);
  }
  console.log(`Mail        ${mail.url}, shown at ${adminUrl}/mail`);
  const unsent = runtime.app.subscriptions
    .map(({ topic }) => topic)
    .filter((topic) => !SENT_TOPICS.includes(topic));
  console.log(`App         ${runtime.app.name} at ${runtime.app.url}`);
  if (unsent.length > 0)
    console.log(`Never sent  ${unsent.join(", ")} (the simulator has no action for them)`);
  for (const { severity, file, message } of themeExtensionProblems(runtime.app.themeExtensionPath)) {
    console.log(`Extension   ${severity}: ${file ? `${file}: ` : ""}${message}`);
  }
  if (runtime.app.webPixel?.runtimeContext === "lax") console.log(`Web pixel   ${LAX_NOT_MODELLED}`);
  return simulator;
}

const simulator = await main().catch(fail);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
