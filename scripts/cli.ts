/** The commands behind package.json. Each is a module with `run(parameters)`, loaded only when asked for. */
type Command = { run: (parameters: string[]) => Promise<number | void> };

const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  demo: {
    about: "start everything with a realistic store; -- --check walks the main path and exits",
    load: () => import("./commands/demo.ts"),
  },
  dev: { about: "like demo, reloading on change", load: () => import("./commands/dev.ts") },
  serve: { about: "run web and worker as .env says", load: () => import("./commands/serve.ts") },
  setup: { about: "generate what is generated, and build", load: () => import("./commands/setup.ts") },
  simulator: { about: "run the stand-in for Shopify alone", load: () => import("./commands/simulator.ts") },
  test: {
    about: "run every test; -- unit … runs some projects or files",
    load: () => import("./commands/test.ts"),
  },
  validate: { about: "lint, types, format", load: () => import("./commands/validate.ts") },
  format: { about: "format every file", load: () => import("./commands/format.ts") },
  bench: { about: "measure speed; -- NAME, --json", load: () => import("./commands/bench.ts") },
  evaluate: {
    about: "measure quality against published tables; -- NAME, --json",
    load: () => import("./commands/evaluate.ts"),
  },
  "rotate-keys": {
    about: "seal personal data anew with the newest of DATA_KEYS",
    load: () => import("./commands/rotate-keys.ts"),
  },
  "db:migrate": {
    about: "apply the migrations to DATABASE_URL",
    load: () => import("./commands/db-migrate.ts"),
  },
  "db:diff": {
    about: "print the SQL from the migrations to the schema",
    load: () => import("./commands/db-diff.ts"),
  },
  replay: {
    about: "make anew what follows from the facts; -- --shop DOMAIN [--customer ID] [--deliveries], -- --all",
    load: () => import("./commands/replay.ts"),
  },
  generate: { about: "type the Admin API operations", load: () => import("./commands/generate.ts") },
};

/** Runs one command. Returns the exit code. */
export async function main([name = "help", ...parameters]: string[]): Promise<number> {
  const command = COMMANDS[name];
  if (!command) {
    const known = Object.entries(COMMANDS).map(([key, { about }]) => `  npm run ${key.padEnd(12)} ${about}`);
    console.error(`There is no command "${name}". There are:\n${known.join("\n")}`);
    return 2;
  }
  try {
    return (await (await command.load()).run(parameters)) ?? 0;
  } catch (error) {
    const showsStack = process.env["DEBUG"] && error instanceof Error;
    console.error(showsStack ? error.stack : error instanceof Error ? error.message : error);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
