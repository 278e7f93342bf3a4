import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeCustomerState } from "#tests/factories/customer-states.ts";
import {
  type CustomerMemory,
  defaultAddressOf,
  detailsOf,
  NOTHING_REMEMBERED,
  remember,
  rememberName,
  rememberTags,
  tagsOf,
} from "./customer-memory.ts";
import { type Address, type CustomerState, customerStateFromWebhook } from "./customer-state.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

function home(city: string): Address {
  const nothing = {
    name: null,
    company: null,
    address1: null,
    address2: null,
    zip: null,
    province: null,
    phone: null,
  };
  return { ...nothing, id: "1", city, provinceCode: null, countryCode: "GB", isDefault: true };
}

/** As an import shows it, unless told otherwise. */
const state = (overrides: Partial<CustomerState> = {}) =>
  makeCustomerState({ createdAt: at(0), updatedAt: at(1), ...overrides });

const webhook = { tags: null, locale: null };
const inOrder = { ...webhook, addresses: null };

type Told = (known: CustomerMemory) => CustomerMemory;
const tell =
  (overrides: Partial<CustomerState>): Told =>
  (known) =>
    remember(known, state(overrides));
const tag =
  (name: string, isThere: boolean, second: number): Told =>
  (known) =>
    rememberTags(known, { tags: [name], isThere, at: at(second) });
const all = (told: readonly Told[]) => told.reduce((known, next) => next(known), NOTHING_REMEMBERED);

describe("what is known of a customer", () => {
  it("does not depend on the order or the number of tellings", () => {
    const second = fc.integer({ min: 0, max: 5 });
    const part = fc.constantFrom("a", "b");
    const told = fc.oneof(
      fc
        .record({ s: second, e: part, kind: fc.constantFrom("import", "webhook", "order"), c: fc.boolean() })
        .map(({ s, e, kind, c }) =>
          tell({
            email: `${e}@example.com`,
            updatedAt: at(s),
            defaultAddress: home(e),
            addresses: [home(e)],
            tags: [e],
            locale: e,
            createdAt: c ? at(s) : null,
            ...(kind === "import" ? {} : kind === "webhook" ? webhook : inOrder),
          }),
        ),
      fc
        .record({ s: second, name: part, isThere: fc.boolean() })
        .map(({ s, name, isThere }) => tag(name, isThere, s)),
      fc.record({ s: second, firstName: fc.option(part), lastName: fc.option(part) }).map(
        ({ s, ...name }): Told =>
          (known) =>
            rememberName(known, { ...name, at: at(s) }),
      ),
    );
    fc.assert(
      fc.property(
        fc
          .array(told, { maxLength: 12 })
          .chain((list) =>
            fc.tuple(
              fc.constant(list),
              fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
            ),
          ),
        ([list, shuffled]) => {
          const [expected, found] = [all(list), all(shuffled)];
          expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
          expect(tagsOf(found)).toEqual(tagsOf(expected));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("keeps tags and language that only an import tells", () => {
    const known = all([
      tell({ tags: ["vip"], locale: "fr" }),
      tell({ ...webhook, updatedAt: at(9), note: "new" }),
    ]);
    expect(tagsOf(known)).toEqual(["vip"]);
    expect(known.locale?.value).toBe("fr");
    expect(known.core?.value.note).toBe("new");
  });

  it("keeps the address book that an order's copy does not show, with the order's newer default first", () => {
    const book = [home("London"), { ...home("Leeds"), id: "2", isDefault: false }];
    const moved = { ...home("York"), id: "3" };
    const known = all([
      tell({ ...webhook, addresses: book, defaultAddress: book[0]! }),
      tell({ ...inOrder, updatedAt: at(2), defaultAddress: moved }),
    ]);
    expect(detailsOf(known).addresses.map(({ city, isDefault }) => [city, isDefault])).toEqual([
      ["York", true],
      ["London", false],
      ["Leeds", false],
    ]);
  });

  it("lets an older state fill when the customer came, and nothing else", () => {
    const known = all([
      tell({ createdAt: null, updatedAt: at(5), email: "new@example.com" }),
      tell({ createdAt: at(0) }),
    ]);
    expect(known.createdAt).toBe(at(0).getTime());
    expect(detailsOf(known).email).toBe("new@example.com");
  });

  it("takes a tag off by a change that came before the tag did", () => {
    expect(tagsOf(all([tag("vip", false, 3), tag("vip", true, 2)]))).toEqual([]);
    expect(tagsOf(all([tag("vip", false, 3), tell({ tags: ["vip"], updatedAt: at(4) })]))).toEqual(["vip"]);
  });

  it("survives tags named like parts of every object", () => {
    expect(tagsOf(all([tag("constructor", true, 1), tag("__proto__x", true, 1)]))).toEqual([
      "__proto__x",
      "constructor",
    ]);
  });

  it("reads an order's copy as one that does not tell the address book", () => {
    const copy = customerStateFromWebhook(
      { id: 1, default_address: { city: "London", country_code: "GB" } },
      at(1),
    );
    expect(copy).toMatchObject({ addresses: null, tags: null, defaultAddress: { city: "London" } });
  });

  it("keeps what a file told of a guest where nothing newer tells, in any order", () => {
    const nobody = { firstName: null, lastName: null, defaultAddress: null, addresses: null, tags: null };
    const file = tell({
      ...nobody,
      brought: { firstName: "Ben", lastName: null, address: home("leeds") },
      locale: "en",
      updatedAt: at(1),
    });
    const order = tell({ ...nobody, locale: null, updatedAt: at(2) });
    const named = tell({ ...nobody, firstName: "Benjamin", locale: null, updatedAt: at(3) });
    expect(all([file, order])).toEqual(all([order, file, order]));
    expect(detailsOf(all([order, file]))).toMatchObject({ firstName: "Ben", addresses: [home("leeds")] });
    expect(defaultAddressOf(all([file, order]))).toEqual(home("leeds"));
    expect(all([file, order]).locale?.value).toBe("en");
    expect(detailsOf(all([named, file, order])).firstName).toBe("Benjamin");
  });
});
