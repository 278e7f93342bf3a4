/** What every page of the admin is made from. */
import type { IncomingMessage } from "node:http";
import type { Control } from "#simulator/control/control.ts";
import type { StateHolder } from "#simulator/control/state-routes.ts";
import { formatMoney } from "#simulator/money.ts";
import type { Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { Customer, Hundredths } from "#simulator/state/model.ts";

export interface PageContext {
  platform: Platform;
  /** What a reset of everything goes back to. */
  beginning: StateHolder["beginning"];
  runtime: ShopRuntime;
  control: Control;
  request: IncomingMessage;
  url: URL;
  /** `/store/<handle>`. */
  base: string;
  /** What a form sent; empty on GET. */
  form: URLSearchParams;
  /** Why the form was refused; the page shows it beside the fields. */
  errors: readonly CommandError[];
}

export const amountText = (context: PageContext, amount: Hundredths): string =>
  formatMoney(amount, context.runtime.shop.currency);

/** A time in the shop's zone, for people. */
export function timeText(context: PageContext, date: Date): string {
  return date.toLocaleString("en-GB", {
    timeZone: context.runtime.shop.ianaTimezone,
    dateStyle: "medium",
    timeStyle: "short",
  });
}

/** The same with seconds, for what happens quickly. */
export function exactTimeText(context: PageContext, date: Date): string {
  return date.toLocaleString("en-GB", {
    timeZone: context.runtime.shop.ianaTimezone,
    dateStyle: "medium",
    timeStyle: "medium",
  });
}

/** How a customer is called where there is room for one name. */
export const nameOf = (customer: Customer): string =>
  `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? customer.phone ?? "No name");

/** `1 order`, `2 orders`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
