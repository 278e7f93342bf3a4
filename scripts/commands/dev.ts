import { prepare, say } from "../prepare.ts";
import {
  createDatabase,
  migrate,
  startStack,
  startThrowAwayPostgres,
  stopAll,
  stopOnSignals,
} from "../stack.ts";
import { install } from "../open-store.ts";

/** The demo's processes on a small store, reloading on change: the web app by Vite, the worker by Node's watcher. */
export async function run(): Promise<number> {
  stopOnSignals();
  try {
    await prepare();
    const postgres = await startThrowAwayPostgres();
    const databaseUrl = await createDatabase(postgres, "perennial");
    await migrate(databaseUrl);
    const stack = await startStack({
      databaseUrl,
      store: "empty",
      reload: true,
      ports: { web: 3000, admin: 4100, storefront: 4101 },
      onLine: (line, name) => say(`[${name}] ${line}`),
    });
    await install(stack);
    console.log(
      `\n  admin ${stack.adminUrl}/store/perennial-demo/apps/perennial\n  storefront ${stack.storefrontUrl}\n`,
    );
    await new Promise<void>((resolve) => {
      for (const { child } of [stack.simulator, stack.web]) child.once("exit", () => resolve());
    });
    return 1;
  } finally {
    await stopAll();
  }
}
