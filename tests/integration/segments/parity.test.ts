import fc from "fast-check";
import { expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { ATTRIBUTE_JOINS } from "#app/features/segments/domain/attribute-sql.ts";
import type { CustomerAttributes } from "#app/features/segments/domain/attributes.ts";
import { compileToSql } from "#app/features/segments/domain/compile-sql.ts";
import {
  CASES_NOW,
  CASES_TIME_ZONE,
  CONDITION_CASES,
  NOBODY,
} from "#app/features/segments/domain/condition-cases.ts";
import type { ConditionTree } from "#app/features/segments/domain/condition-tree.ts";
import { type ConditionContext, evaluate } from "#app/features/segments/domain/evaluate.ts";
import { formatCondition } from "#app/features/segments/domain/format-condition.ts";
import { parseCondition } from "#app/features/segments/domain/parse-condition.ts";
import { readAttributes } from "#app/features/segments/read-attributes.server.ts";
import { conditionTree, customerAttributes, MOMENTS } from "#tests/factories/conditions.ts";
import { storeCustomers } from "#tests/factories/condition-customers.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";

/** SEGMENT_TREES=10000 runs as many as are promised, which takes longer than a test should by itself. */
const TREES = Number(process.env["SEGMENT_TREES"] ?? 1_000);
const TREES_PER_STATEMENT = 50;
const CUSTOMERS = 40;

/** For whom each of the conditions holds, says PostgreSQL. One statement for all. */
async function membersInSql(
  shop: TestShop,
  trees: readonly ConditionTree[],
  context: ConditionContext,
): Promise<Map<bigint, boolean[]>> {
  const values: (string | string[])[] = [];
  const texts = trees.map((tree) => {
    const condition = compileToSql(tree, context, { firstParameter: values.length + 1 });
    values.push(...condition.values);
    return `(${condition.text}) IS TRUE`;
  });
  const rows = await withShop(shop.shopId, ({ db }) =>
    db.$queryRawUnsafe<{ id: bigint; holds: boolean[] }[]>(
      `SELECT c.customer_id AS id, ARRAY[${texts.join(", ")}] AS holds
       FROM customer c ${ATTRIBUTE_JOINS} WHERE c.shop_id = current_shop_id()`,
      ...values,
    ),
  );
  return new Map(rows.map(({ id, holds }) => [id, holds]));
}

async function attributesOf(
  shop: TestShop,
  ids: readonly bigint[],
): Promise<Map<bigint, CustomerAttributes>> {
  return withShop(shop.shopId, (scope) => readAttributes(scope, ids, { orders: true }));
}

it("every line of the table of cases holds in memory as it is read, and in SQL", async () => {
  const shop = await makeShop();
  const ids = await storeCustomers(
    shop,
    CONDITION_CASES.map(([, known]) => ({ ...NOBODY, ...known })),
  );
  const trees = CONDITION_CASES.map(([text]) => {
    const parsed = parseCondition(text);
    if (!parsed.ok) throw new Error(text);
    return parsed.tree;
  });
  const context = { now: CASES_NOW, timeZone: CASES_TIME_ZONE, currency: "GBP" };
  const members = await membersInSql(shop, trees, context);
  const attributes = await attributesOf(shop, ids);
  const found = CONDITION_CASES.map(([text], index) => [
    text,
    evaluate(trees[index]!, attributes.get(ids[index]!)!, context),
    members.get(ids[index]!)![index],
  ]);
  expect(found).toEqual(CONDITION_CASES.map(([text, , outcome]) => [text, outcome, outcome === true]));
});

it.each(MOMENTS.slice(0, 4))("random conditions agree in $timeZone", async ({ timeZone, now }) => {
  const shop = await makeShop();
  const seed = Number(process.env["SEGMENT_SEED"] ?? Date.now());
  const sample = fc.sample(customerAttributes(now), { seed, numRuns: CUSTOMERS });
  const ids = await storeCustomers(
    shop,
    sample.map((known) => ({
      ...known,
      customer_kind: known.customer_kind === "VISITOR" ? "GUEST" : known.customer_kind,
    })),
  );
  const attributes = await attributesOf(shop, ids);
  expect(attributes.size).toBe(CUSTOMERS);
  const context = { now, timeZone, currency: "GBP" };
  const trees = fc.sample(conditionTree(now), { seed, numRuns: Math.ceil(TREES / 4) });
  let members = 0;
  for (let from = 0; from < trees.length; from += TREES_PER_STATEMENT) {
    const some = trees.slice(from, from + TREES_PER_STATEMENT);
    const inSql = await membersInSql(shop, some, context);
    for (const [index, tree] of some.entries()) {
      for (const [id, known] of attributes) {
        const isMember = evaluate(tree, known, context) === true;
        members += Number(isMember);
        if (isMember === inSql.get(id)?.[index]) continue;
        const told = JSON.stringify(known, (_, value) => (typeof value === "bigint" ? String(value) : value));
        expect.fail(
          `seed ${seed}: ${formatCondition(tree)} is ${isMember} in memory, not in SQL, of ${told}`,
        );
      }
    }
  }
  // It would prove nothing if nobody, or everybody, were a member.
  const share = members / (trees.length * CUSTOMERS);
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.9);
});
