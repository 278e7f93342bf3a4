/** How the inputs of mutations about orders are read. */
import { parseDecimal } from "#simulator/money.ts";
import type { Hundredths, Order } from "#simulator/state/model.ts";
import { shopAmount } from "#simulator/state/order-amounts.ts";
import { NotModelled } from "../context.ts";
import { idOfType } from "../ids.ts";

export interface MoneyInput {
  amount: string;
  currencyCode: string;
}

export interface MoneyBagInput {
  shopMoney: MoneyInput;
  presentmentMoney?: MoneyInput | null;
}

export const amountOf = (text: string): Hundredths => parseDecimal(String(text)) ?? 0n;

/** An amount that the schema gives in the shopper's currency, as the shop counts it. */
export const presented = (text: string, order: Order): Hundredths => shopAmount(amountOf(text), order);

/** Money in either currency of an order. */
export const moneyOf = ({ amount, currencyCode }: MoneyInput, order: Order): Hundredths =>
  currencyCode === order.currency ? amountOf(amount) : presented(amount, order);

/** The number of an id; -1 when it is an id of another type, which no record has. */
export const numberOf = (id: unknown, type: string): bigint => idOfType(id, type) ?? -1n;

/** Fails for fields that are given and left out here. */
export function refuse(type: string, input: object, fields: string[]): void {
  for (const field of fields) {
    const value = (input as Record<string, unknown>)[field];
    const isEmpty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) throw new NotModelled(`${type}.${field}`);
  }
}

export const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);
