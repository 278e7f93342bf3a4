import { prepare, runProgram, say } from "../prepare.ts";

/** Lint, types, format. Runs all three and fails when one does. */
export async function run(): Promise<number> {
  await prepare();
  const checks: [name: string, program: string, parameters: string[]][] = [
    ["lint", "oxlint", ["--deny-warnings"]],
    ["types", "tsc", ["--noEmit", "-p", "."]],
    ["format", "prettier", ["--check", "--log-level=warn", "."]],
  ];
  let failed = 0;
  for (const [name, program, parameters] of checks) {
    try {
      await runProgram(program, parameters);
      say(`  ${name}: ok`);
    } catch (error) {
      failed += 1;
      say(`  ${name}: failed\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}
