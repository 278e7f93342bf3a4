import { buildWeb, prepare } from "../prepare.ts";
import { stopAll, stopOnSignals } from "../stack.ts";

interface Bench {
  /** Whether the web app must be built before. */
  needsWebBuild?: boolean;
  run: (options: { json: boolean; settings: Record<string, string> }) => Promise<void>;
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
  lag: {
    about: "from a webhook to the points that Shopify has, at 100 webhooks a second for two minutes",
    load: () => import("../../bench/lag.ts"),
  },
  pipeline: {
    about:
      "orders a second from the stored webhook to the last reaction, and by the import (orders=10000: fewer)",
    load: () => import("../../bench/pipeline.ts"),
  },
  customers: {
    about: "list, search and profile at a million customers, and the size of an order on disk",
    load: () => import("../../bench/customers.ts"),
  },
  journeys: {
    about: "due steps of journeys a second and how late they are, while a million people wait",
    load: () => import("../../bench/journeys.ts"),
  },
  segments: {
    about:
      "cost of a customer's new fact in 100 segments, counts, exits by the clock, at a million customers",
    load: () => import("../../bench/segments.ts"),
  },
  messages: {
    about:
      "messages written and taken by a mail server a second and core (messages=2000), beside nodemailer alone",
    load: () => import("../../bench/messages.ts"),
  },
  recommend: {
    about:
      "item to item on a million purchases beside scipy, and a refit (rounds=1, interactions=100000: less)",
    load: () => import("../../bench/recommend.ts"),
  },
  simulator: {
    about: "what the stand-in for Shopify takes: operations, webhooks, memory and start of a large store",
    load: () => import("../../bench/simulator.ts"),
  },
};

/** Runs one bench, for people or (`--json`) one line per figure; `name=value` are its settings. Without a name it lists them. */
export async function run(parameters: string[]): Promise<number> {
  const names = parameters.filter((parameter) => !parameter.startsWith("--") && !parameter.includes("="));
  const settings = Object.fromEntries(
    parameters
      .filter((each) => !each.startsWith("--") && each.includes("="))
      .map((each) => each.split("=", 2)),
  ) as Record<string, string>;
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
    await module.run({ json: parameters.includes("--json"), settings });
    return 0;
  } finally {
    await stopAll();
  }
}
