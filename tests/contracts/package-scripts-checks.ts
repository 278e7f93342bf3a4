/** Checks on package.json and its lock file. Each returns its complaints; none means it passed. */

/** What each `npm run …` hands to scripts/cli.ts, and what that file knows. */
export function scriptFaults(
  scripts: Record<string, string>,
  cliSource: string,
  files: readonly string[],
): string[] {
  const known = commandsOf(cliSource);
  const asked = new Map(
    Object.entries(scripts).map(([name, line]) => [
      name,
      /^node scripts\/start\.mjs ([\w:-]+)$/.exec(line)?.[1],
    ]),
  );
  return [
    ...[...asked].flatMap(([name, command]) => {
      if (command === undefined) return [`npm run ${name}: not of the form "node scripts/start.mjs NAME"`];
      return known.has(command) ? [] : [`npm run ${name}: scripts/cli.ts knows no "${command}"`];
    }),
    ...[...known.keys()]
      .filter((command) => ![...asked.values()].includes(command))
      .map((command) => `${command}: package.json has no script for it`),
    ...[...known]
      .filter(([, file]) => !files.includes(file))
      .map(([command, file]) => `${command}: scripts/${file} is missing`),
    ...files
      .filter((file) => ![...known.values()].includes(file))
      .map((file) => `scripts/${file}: used by nothing`),
  ];
}

/** Command → its module, from the table in scripts/cli.ts. */
function commandsOf(cliSource: string): Map<string, string> {
  const entries = cliSource.matchAll(/^ {2}"?([\w:-]+)"?: \{[^}]*?import\("\.\/(commands\/[\w-]+\.ts)"\)/gm);
  return new Map([...entries].map(([, name = "", file = ""]) => [name, file]));
}

interface Lock {
  packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
}

const PUBLIC_REGISTRY = "https://registry.npmjs.org/";

/** Everything comes from the public registry (or the one that npm is set to) and is sealed by its hash. */
export function lockFaults(lock: Lock): string[] {
  return Object.entries(lock.packages)
    .filter(([name, entry]) => name !== "" && !entry.link)
    .flatMap(([name, { resolved, integrity }]) => {
      if (resolved !== undefined && !resolved.startsWith(PUBLIC_REGISTRY))
        return [`${name}: from ${resolved}`];
      return integrity === undefined ? [`${name}: no integrity`] : [];
    });
}
