/** The admin in tests: a simulator with a few products and customers, and its forms over HTTP. */
import { type RunningSimulator, startSimulator } from "#simulator/simulator.ts";

export const SHOP = "/store/perennial-demo";

export interface AdminAnswer {
  status: number;
  text: string;
  /** Where it leads, without the words on what was done. */
  to: string;
  /** What it says was done. */
  done: string | null;
}

export interface TestAdmin {
  simulator: RunningSimulator;
  get(path: string): Promise<AdminAnswer>;
  /** Sends a form, with a yes to the question before it unless `confirmed` says otherwise. */
  post(path: string, form?: Record<string, string>): Promise<AdminAnswer>;
  /** Sends what is not a plain form. */
  send(path: string, body: FormData): Promise<AdminAnswer>;
}

export async function startTestAdmin(): Promise<TestAdmin> {
  const simulator = await startSimulator({
    appUrl: "http://localhost:9",
    startAt: new Date("2026-07-01T12:00:00Z"),
    speed: 0,
    retryDelaysMs: [],
  });
  const ask = async (path: string, init: RequestInit): Promise<AdminAnswer> => {
    const response = await fetch(`${simulator.adminUrl}${SHOP}${path}`, { ...init, redirect: "manual" });
    const location = new URL(response.headers.get("location") ?? "/", simulator.adminUrl);
    return {
      status: response.status,
      text: await response.text(),
      to: location.pathname.replace(SHOP, ""),
      done: location.searchParams.get("done"),
    };
  };
  return {
    simulator,
    get: (path) => ask(path, {}),
    post: (path, form = {}) =>
      ask(path, { method: "POST", body: new URLSearchParams({ confirmed: "yes", ...form }) }),
    send: (path, body) => ask(path, { method: "POST", body }),
  };
}
