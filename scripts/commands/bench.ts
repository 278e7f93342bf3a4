import { buildWeb, prepare } from "../prepare.ts";
import { stopAll, stopOnSignals } from "../stack.ts";

interface Bench {
  /** Whether the web app must be built before. */
  needsWebBuild?: boolean;
  run: (options: { json: boolean }) => Promise<void>;
}

/** Every bench: what it measures, and bench/<name>.ts. */
const BENCHES: Record<string, { about: string; load: () => Promise<Bench> }> = {
  storefront: {
    about: "bytes, requests and layout shift that our blocks add to a shopper's page",
    load: () => import("../../bench/storefront.ts"),
  },
  intake: {
    about: "webhooks accepted a second and how long each takes, beside two simpler servers",
    load: () => import("../../bench/intake.ts"),
  },
  simulator: {
    about: "what the stand-in for Shopify takes: operations, webhooks, memory and start of a large store",
    load: () => import("../../bench/simulator.ts"),
  },
};

/** Runs one bench, for people or (`--json`) one line per figure. Without a name it lists them. */
export async function run(parameters: string[]): Promise<number> {
  const names = parameters.filter((parameter) => !parameter.startsWith("--"));
  const unknownOption = parameters.find((parameter) => parameter.startsWith("--") && parameter !== "--json");
  const list = Object.entries(BENCHES).map(
    ([name, { about }]) => `  npm run bench -- ${name.padEnd(12)} ${about}`,
  );
  const [name] = names;
  if (name === undefined && !unknownOption) {
    console.log(list.join("\n"));
    return 0;
  }
  const bench = name === undefined ? undefined : BENCHES[name];
  if (!bench || unknownOption || names.length > 1) {
    const fault = unknownOption
      ? `There is no option "${unknownOption}", only --json.`
      : bench
        ? "One bench at a time."
        : `There is no bench "${name}".`;
    console.error(`${fault} There are:\n${list.join("\n")}`);
    return 2;
  }
  stopOnSignals();
  try {
    await prepare();
    const module = await bench.load();
    if (module.needsWebBuild) await buildWeb();
    await module.run({ json: parameters.includes("--json") });
    return 0;
  } finally {
    await stopAll();
  }
}
