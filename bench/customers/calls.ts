/** What merchants do on the customers pages: the same functions as the loaders call. */
import type { Profile } from "../../app/features/reports/index.server.ts";
import { CustomersFilter, CUSTOMER_SORTS } from "../../app/features/reports/schema.ts";
import { HEAVY_CUSTOMERS, type Sizes } from "./fill.ts";
import { detailsOf, FIRST_CUSTOMER, noise } from "./people.ts";

export type CallCase = "list" | "search" | "profile";

interface Call {
  about: string;
  /** @param round another number each time, so that not always the same is asked */
  call: (round: number) => Promise<unknown>;
}

const PAGE_SIZE = 50;
const NOW = new Date("2026-11-01T12:00:00Z");

const FILTERS: Partial<CustomersFilter>[] = [
  {},
  { stage: "loyal" },
  { stage: "lead" },
  { stage: "at_risk", country: "DE" },
  { tag: "vip" },
  { tag: "newsletter" },
  { tag: "press" },
  { tag: "nobody has this" },
  { country: "GB" },
  { country: "IS" },
  { country: "ZZ" },
  { consent: "email" },
  { consent: "sms" },
  { points: "yes" },
  { ordered: "30" },
  { joined: "month" },
  { kind: "guest" },
  { consent: "email", stage: "repeat", ordered: "365", country: "US" },
];

export async function callsFor(shopId: bigint, sizes: Sizes): Promise<Record<CallCase, Call[]>> {
  const { listCustomers, readProfile } = await import("../../app/features/reports/index.server.ts");
  const { withShop } = await import("../../app/platform/db/scope.server.ts");
  const list = (filter: Partial<CustomersFilter>, rest: object = {}) =>
    withShop(shopId, (scope) =>
      listCustomers(scope, {
        filter: { ...CustomersFilter.parse({}), ...filter },
        sort: "points",
        direction: "desc",
        cursor: null,
        limit: PAGE_SIZE,
        now: NOW,
        ...rest,
      }),
    );
  const orders = CUSTOMER_SORTS.flatMap((sort) =>
    (["asc", "desc"] as const).map((direction) => ({ sort, direction })),
  );
  const lists = FILTERS.flatMap((filter) =>
    orders.map((order) => ({
      about: `${JSON.stringify(filter)} by ${order.sort} ${order.direction}`,
      call: () => list(filter, order),
    })),
  );
  const further = orders.map((order) => ({
    about: `second page by ${order.sort} ${order.direction}`,
    call: async () => {
      const { nextCursor } = await list({}, order);
      return list({}, { ...order, cursor: { side: "after", text: nextCursor ?? "" } });
    },
  }));
  const someone = (round: number) => detailsOf(Math.floor(noise(round, 77) * sizes.customers));
  const searches: [string, (round: number) => string][] = [
    ["a first name", (round) => someone(round).firstName!],
    ["a last name", (round) => someone(round).lastName!],
    ["first and last name", (round) => `${someone(round).firstName} ${someone(round).lastName}`],
    ["two letters", () => "an"],
    ["three letters", () => "rol"],
    ["an e-mail", (round) => someone(round).email!],
    ["the beginning of an e-mail", (round) => someone(round).email!.slice(0, 12)],
    ["a phone number", () => "+44 7700 900300"],
    ["an order", (round) => `#${1001 + Math.floor(noise(round, 5) * sizes.orders)}`],
    ["a rare tag", () => "press"],
    ["a common tag", () => "newsletter"],
    ["nobody", () => "zzyzx"],
    ["nobody's e-mail", () => "zzyzx.nobody@example.com"],
  ];
  const profileOf = (number: number) => readProfile(shopId, FIRST_CUSTOMER + BigInt(number), NOW);
  checkShown(await profileOf(0));
  // One in ten among those who bought most; the others anybody.
  const profiles = Array.from({ length: 20 }, (_, place) => ({
    about: place < 2 ? "one of the best customers" : "a customer",
    call: (round: number) =>
      profileOf(Math.floor(noise(round * 100 + place, 9) * (place < 2 ? HEAVY_CUSTOMERS : sizes.customers))),
  }));
  return {
    list: [...lists, ...further],
    search: searches.map(([about, textOf]) => ({ about, call: (round) => list({ q: textOf(round) }) })),
    profile: profiles,
  };
}

/** @throws Error when the filled store is not what the product writes: then nothing that is measured on it counts */
function checkShown(profile: Profile | { mergedInto: bigint } | null): void {
  const isShown =
    profile &&
    "customer" in profile &&
    profile.customer.email === detailsOf(0).email &&
    profile.orders.items[0]?.parcels[0]?.tracking[0];
  if (!isShown) throw new Error("the filled store does not show its best customer with a parcel");
}
