import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestStore } from "#simulator/test-store.ts";
import { metafieldById, metafieldsOf } from "./metafields-index.ts";
import { compareDigest, type MetafieldWrite } from "./metafields.ts";
import { jsonValue, METAFIELD_TYPES, storedValue, valueProblem } from "./metafields-values.ts";

const APP = 42n;

function setUp() {
  const store = createTestStore();
  const owner = gid("Customer", store.customer.id);
  const write = (more: Partial<MetafieldWrite> = {}): MetafieldWrite => ({
    ownerGid: owner,
    namespace: "custom",
    key: "size",
    type: "number_integer",
    value: "5",
    ...more,
  });
  const set = (more: Partial<MetafieldWrite> = {}, appId: bigint | null = APP) =>
    store.commands.setMetafields([write(more)], appId);
  const define = (more: object = {}) =>
    store.commands.createDefinition(
      {
        ownerType: "CUSTOMER",
        namespace: "custom",
        key: "size",
        name: "Size",
        type: "number_integer",
        ...more,
      },
      APP,
    );
  return { ...store, owner, write, set, define };
}

const product = gid("Product", 9_007_199_254_741_093n);

describe("values", () => {
  const { shop } = createTestStore();

  it.each([
    ["boolean", "true", "yes"],
    ["color", "#fff123", "red"],
    ["date", "2024-02-29", "2023-02-29"],
    ["date_time", "2022-06-01T15:30:00", "2022-06-01"],
    ["dimension", '{"value":25.5,"unit":"cm"}', '{"value":25,"unit":"furlong"}'],
    ["json", "[1]", "{"],
    ["link", '{"text":"Docs","url":"https://example.com"}', '{"text":"Docs","url":"ftp://example.com"}'],
    ["money", '{"amount":"5.99","currency_code":"GBP"}', '{"amount":"5.99","currency_code":"USD"}'],
    ["number_decimal", "-10.123456789", "10000000000000.1"],
    ["number_integer", "9007199254740991", "9007199254740992"],
    [
      "rating",
      '{"value":"4.5","scale_min":"1","scale_max":"5"}',
      '{"value":"6","scale_min":"1","scale_max":"5"}',
    ],
    ["rich_text_field", '{"type":"root","children":[]}', '{"type":"paragraph"}'],
    ["single_line_text_field", "one line", "two\nlines"],
    ["url", "mailto:a@example.com", "example.com"],
    ["volume", '{"value":1,"unit":"ml"}', '{"value":-1,"unit":"ml"}'],
    ["weight", '{"value":"2.5","unit":"kg"}', '{"unit":"kg"}'],
    ["product_reference", product, "gid://shopify/Product/1"],
    ["list.number_integer", "[1,2]", '[1,"x"]'],
    ["list.product_reference", `["${product}"]`, '["gid://shopify/Customer/1"]'],
    ["list.single_line_text_field", '["a"]', JSON.stringify(Array.from({ length: 129 }, () => "a"))],
  ])("%s takes %s and not %s", (type, right, wrong) => {
    expect(valueProblem(shop, type, right)).toBeNull();
    expect(valueProblem(shop, type, wrong)?.code).toBe("INVALID_VALUE");
  });

  it("of a list name the item that is wrong", () => {
    expect(valueProblem(shop, "list.number_integer", '[1,"x"]')).toMatchObject({ elementIndex: 1 });
  });

  it("have limits: 64 KiB of text, 2 MB of JSON", () => {
    const long = "a".repeat(65_537);
    expect(valueProblem(shop, "multi_line_text_field", long)?.code).toBe("TOO_LONG");
    expect(valueProblem(shop, "json", JSON.stringify(long))).toBeNull();
    expect(valueProblem(shop, "json", JSON.stringify("a".repeat(2_000_001)))?.code).toBe("TOO_LONG");
  });

  it("are never blank and never throw, whatever the type", () => {
    fc.assert(
      fc.property(fc.constantFrom(...METAFIELD_TYPES), fc.string(), (type, value) => {
        const problem = valueProblem(shop, type, value);
        return value === "" ? problem?.code === "BLANK" : problem === null || problem.message.length > 0;
      }),
    );
  });

  it.each([
    ["2022-06-01T15:30", "2022-06-01T15:30:00+00:00"],
    ["2022-06-01T15:30:00.123-0500", "2022-06-01T15:30:00-05:00"],
  ])("time %s is kept as %s", (given, kept) => {
    expect(storedValue("date_time", given)).toBe(kept);
  });

  it.each([
    ["number_integer", "12", 12],
    ["number_decimal", "1.50", "1.50"],
    ["boolean", "false", false],
    ["list.single_line_text_field", '["a"]', ["a"]],
    ["date", "2024-01-01", "2024-01-01"],
  ])("%s %s as JSON", (type, value, json) => {
    expect(jsonValue(type, value)).toEqual(json);
  });
});

describe("setting", () => {
  it("is all or nothing", () => {
    const { commands, shop, write } = setUp();
    const result = commands.setMetafields([write(), write({ key: "other", value: "x" })], APP);
    expect(result).toMatchObject({ ok: false, errors: [{ field: "1.value", code: "INVALID_VALUE" }] });
    expect(shop.metafields.size).toBe(0);
  });

  it.each([
    [{ namespace: "app--7--x" }, "namespace", "APP_NOT_AUTHORIZED"],
    [{ namespace: "ab" }, "namespace", "TOO_SHORT"],
    [{ key: "k".repeat(65) }, "key", "TOO_LONG"],
    [{ key: "a b" }, "key", "INVALID"],
    [{ type: null }, "type", "BLANK"],
    [{ type: "float" }, "type", "INCLUSION"],
    [{ ownerGid: gid("Customer", 1n) }, "ownerId", "INVALID"],
  ])("refuses %j", (more, field, code) => {
    expect(setUp().set(more)).toMatchObject({ errors: [{ field: `0.${field}`, code }] });
  });

  it("lets the app into its own namespaces, the merchant into none of an app", () => {
    const { set } = setUp();
    expect(set({ namespace: "app--42--loyalty" }).ok).toBe(true);
    expect(set({ namespace: "app--42--loyalty" }, null).ok).toBe(false);
  });

  it("compares with the digest it is given", () => {
    const { set, shop, owner } = setUp();
    expect(set({ compareDigest: "abc" })).toMatchObject({
      errors: [{ field: "0", code: "INVALID_COMPARE_DIGEST" }],
    });
    expect(set({ compareDigest: null }).ok).toBe(true);
    expect(set({ compareDigest: null })).toMatchObject({
      errors: [{ code: "STALE_OBJECT", elementIndex: 0 }],
    });
    const [stored] = metafieldsOf(shop, owner);
    const digest = compareDigest(stored!);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(set({ compareDigest: digest, value: "6" }).ok).toBe(true);
    expect(set({ compareDigest: digest, value: "7" })).toMatchObject({ errors: [{ code: "STALE_OBJECT" }] });
  });

  it("finds metafields by owner and by id, also those put in and taken out behind its back", () => {
    const { set, shop, owner, commands } = setUp();
    set();
    const [metafield] = metafieldsOf(shop, owner);
    expect(metafieldById(shop, metafield!.id)).toBe(metafield);
    shop.metafields.clear();
    expect(metafieldsOf(shop, owner)).toEqual([]);
    set({ key: "tier", type: "json", value: "{}" });
    expect(commands.deleteMetafields([{ ownerGid: owner, namespace: "custom", key: "tier" }])).toEqual([
      true,
    ]);
    expect(metafieldsOf(shop, owner)).toEqual([]);
  });
});

describe("definitions", () => {
  it.each([
    [
      "number_integer",
      [
        ["min", "3"],
        ["max", "10"],
      ],
      "5",
      "11",
      "Value has a maximum of 10.",
    ],
    ["single_line_text_field", [["min", "3"]], "abc", "ab", "Value has a minimum length of 3."],
    [
      "single_line_text_field",
      [["regex", "^[A-Z]+$"]],
      "ABC",
      "abc",
      "Value does not match the validation pattern.",
    ],
    [
      "single_line_text_field",
      [["choices", '["a","b"]']],
      "a",
      "c",
      'Value does not exist in provided choices: ["a","b"].',
    ],
    [
      "number_decimal",
      [["max_precision", "2"]],
      "1.25",
      "1.255",
      "Value must have a maximum of 2 decimal places.",
    ],
    ["date", [["min", "2024-01-01"]], "2024-01-01", "2023-12-31", "Value has a minimum of 2024-01-01."],
    [
      "url",
      [["allowed_domains", '["example.com"]']],
      "https://a.example.com/x",
      "https://example.org",
      "Value must conform to the domain restriction you set.",
    ],
    ["list.number_integer", [["list.max", "2"]], "[1,2]", "[1,2,3]", "Value has a maximum of 2 items."],
    [
      "weight",
      [["max", '{"value":1,"unit":"kg"}']],
      '{"value":999,"unit":"g"}',
      '{"value":1001,"unit":"g"}',
      'Value has a maximum of {"value":1,"unit":"kg"}.',
    ],
  ])("of %s with %j take %s and not %s", (type, rules, right, wrong, message) => {
    const { define, set } = setUp();
    const validations = rules.map(([name, value]) => ({ name: name!, value: value! }));
    expect(define({ type, validations })).toMatchObject({ ok: true });
    expect(set({ type: null, value: right }).ok).toBe(true);
    expect(set({ type: null, value: wrong })).toMatchObject({ errors: [{ code: "INVALID_VALUE", message }] });
  });

  it.each([
    [{ name: "" }, "name", "BLANK"],
    [{ type: "float" }, "type", "INCLUSION"],
    [{ namespace: "app--7--x" }, "namespace", "INVALID"],
    [{ validations: [{ name: "regex", value: "x" }] }, "validations", "INVALID_OPTION"],
    [{ type: "rating" }, "validations", "INVALID_OPTION"],
    [{ access: { admin: "MERCHANT_READ" } }, "", "INVALID"],
    [{ type: "json", capabilities: { uniqueValues: true } }, "", "INVALID_CAPABILITY"],
  ])("refuse %j", (more, field, code) => {
    expect(setUp().define(more)).toMatchObject({ ok: false, errors: [{ field, code }] });
  });

  it("are one for each owner type, namespace and key", () => {
    const { define } = setUp();
    expect(define().ok).toBe(true);
    expect(define()).toMatchObject({
      errors: [
        { code: "TAKEN", message: "Key is in use for Customer metafields on the 'custom' namespace." },
      ],
    });
    expect(define({ ownerType: "PRODUCT" }).ok).toBe(true);
  });

  it("turn stored values that fit into their type and leave the others", () => {
    const { define, set, shop, owner } = setUp();
    set({ type: "single_line_text_field", value: "12" });
    define();
    expect(metafieldsOf(shop, owner)[0]!.type).toBe("number_integer");
  });

  it("with unique values give each to one owner", () => {
    const { define, set, shop } = setUp();
    define({ capabilities: { uniqueValues: true } });
    const [, other] = shop.customers.keys();
    expect(set().ok).toBe(true);
    expect(set().ok).toBe(true);
    expect(set({ ownerGid: gid("Customer", other!) })).toMatchObject({ errors: [{ code: "TAKEN" }] });
    expect(set({ value: "6" }).ok).toBe(true);
    expect(set({ ownerGid: gid("Customer", other!) }).ok).toBe(true);
    expect(set()).toMatchObject({ errors: [{ code: "TAKEN" }] });
  });

  it("are pinned in turn; a gap closes; 20 at most", () => {
    const { define, commands, shop } = setUp();
    for (let index = 1; index <= 20; index += 1) define({ key: `key-${index}`, pin: true });
    expect(define({ key: "one-more", pin: true })).toMatchObject({
      errors: [{ code: "PINNED_LIMIT_REACHED" }],
    });
    const [first, second] = shop.metafieldDefinitions.values();
    commands.pinDefinition(first!, false);
    expect(second!.pinnedPosition).toBe(1);
    expect(commands.pinDefinition(first!, false)).toMatchObject({ errors: [{ code: "NOT_PINNED" }] });
  });

  it.each([
    [{}, false, null, 1],
    [{}, true, null, 0],
    [{ namespace: "app--42--x" }, false, "RESERVED_NAMESPACE_ORPHANED_METAFIELDS", 1],
    [{ type: "product_reference" }, false, "REFERENCE_TYPE_DELETION_ERROR", 1],
  ])("are deleted: %j, with metafields %s", (more, withMetafields, code, left) => {
    const { define, set, commands, shop } = setUp();
    const made = define(more);
    if (!made.ok) throw new Error("not made");
    const { namespace, type } = made.definition;
    set({ namespace, type, value: type === "product_reference" ? product : "5" });
    const result = commands.deleteDefinition(made.definition, withMetafields, APP);
    expect(result.ok ? null : result.errors[0]!.code).toBe(code);
    expect(shop.metafields.size).toBe(left);
  });
});
