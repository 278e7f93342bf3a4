import { buildWeb, prepare, say } from "../prepare.ts";

export async function run(): Promise<void> {
  await prepare();
  await buildWeb();
  say("Everything is set up.");
}
