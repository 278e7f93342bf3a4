/** What a route of the control API is. */
import type { Reply } from "#simulator/http.ts";
import type { Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { Control } from "./control.ts";

/** The JSON object of a request. */
export type Body = Record<string, unknown>;

export interface Call {
  platform: Platform;
  /** The shop that is meant. */
  runtime: ShopRuntime;
  control: Control;
  url: URL;
  body: Body;
  /** What the pattern's groups matched. */
  parts: string[];
}

/** A TypeError that it throws is the caller's mistake. */
export type Answer = (call: Call) => Reply | Promise<Reply>;

/** The pattern is matched against the path below `/__simulator/`. */
export type Route = [method: "GET" | "POST" | "DELETE", pattern: RegExp, answer: Answer];
