import { runProgram } from "../prepare.ts";

export async function run(): Promise<void> {
  await runProgram("prettier", ["--write", "--log-level=warn", "."]);
}
