import type { Stack } from "./stack.ts";

/** Where the running processes are reached; whoever started the worker also has what it wrote. */
export type StoreAddresses = Pick<Stack, "adminUrl" | "appUrl" | "databaseUrl" | "shop"> &
  Partial<Pick<Stack, "worker">>;

/** Calls the simulator's control API. @throws with its answer when it refuses */
export async function control<T>(
  stack: Pick<StoreAddresses, "adminUrl">,
  path: string,
  body?: unknown,
): Promise<T> {
  const init = {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  };
  const response = await fetch(`${stack.adminUrl}/__simulator/${path}`, body === undefined ? {} : init);
  const text = await response.text();
  if (!response.ok)
    throw new Error(`the simulator answered ${response.status} to ${path}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as T;
}
