import { buildWeb, prepare, say } from "../prepare.ts";
import { checkMainPath } from "../check-main-path.ts";
import { openMarketing } from "../open-marketing.ts";
import { openStore } from "../open-store.ts";
import {
  createDatabase,
  migrate,
  startStack,
  startThrowAwayPostgres,
  stopAll,
  stopOnSignals,
  type Stack,
} from "../stack.ts";

/**
 * Everything on one machine, with a throw-away database and a realistic store. With `--check` it takes free ports, walks
 * the main path, prints what it saw and ends with 0 or 1.
 */
export async function run(parameters: string[]): Promise<number> {
  const isCheck = parameters.includes("--check");
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  stopOnSignals();
  try {
    await prepare();
    const building = buildWeb();
    const postgres = await startThrowAwayPostgres();
    const databaseUrl = await createDatabase(postgres, "perennial");
    await migrate(databaseUrl);
    say(`  PostgreSQL with migrated tables: ${seconds()}`);
    await building;
    const stack = await startStack({
      databaseUrl,
      store: "online-retail",
      ...(isCheck ? {} : { ports: { web: 3000, admin: 4100, storefront: 4101 } }),
      onLine: (line, name) => say(`  [${name}] ${line}`),
    });
    say(`  simulator, web and worker: ${seconds()}`);
    if (isCheck) return await checkMainPath(stack);
    await openStore(stack, (line) => say(`  ${line}`));
    await openMarketing(stack);
    say("  cart recovery on, segments made, blocks for recommendations and waiting carts on the theme");
    printAddresses(stack);
    say(`Ready after ${seconds()}. Ctrl-C stops everything; the next start begins with a fresh store.`);
    await new Promise<void>((resolve) => {
      for (const { child } of [stack.simulator, stack.web, stack.worker]) child.once("exit", () => resolve());
    });
    say("A process ended by itself; the demo stops.");
    return 1;
  } finally {
    await stopAll();
  }
}

function printAddresses(stack: Stack): void {
  console.log(`
  The merchant's admin     ${stack.adminUrl}/store/perennial-demo/apps/perennial
  The shopper's storefront ${stack.storefrontUrl}
    sign in (one click)    ${stack.storefrontUrl}/account/login
  The mail that was sent   ${stack.adminUrl}/mail
  Shopify's side of it     ${stack.adminUrl}/store/perennial-demo
    (orders to refund or cancel, customers, theme blocks, webhooks)
`);
}
