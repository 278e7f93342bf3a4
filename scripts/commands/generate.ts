import { writeFileSync } from "node:fs";
import { prepare } from "../prepare.ts";

export async function run(): Promise<void> {
  await prepare();
  const { generateOperations, GENERATED_FILE } = await import("../generate-admin-operations.ts");
  writeFileSync(GENERATED_FILE, await generateOperations());
}
