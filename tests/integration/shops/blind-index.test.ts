import { expect, it } from "vitest";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { sealBytes } from "#app/platform/crypto/keyring.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeShop } from "#tests/factories/shop.ts";

it("the shop's secret is the stored one: not one that was taken back, nor one that another process replaced", async () => {
  const { shopId } = await makeShop();
  const tokenNow = () =>
    withShop(shopId, async (scope) =>
      (await blindIndexOf(scope)).token("email", "a@example.com").toString("hex"),
    );
  let takenBack = "";
  const failing = withShop(shopId, async (scope) => {
    takenBack = (await blindIndexOf(scope)).token("email", "a@example.com").toString("hex");
    throw new Error("taken back");
  });
  await expect(failing).rejects.toThrow("taken back");
  const token = await tokenNow();
  expect(token).not.toBe(takenBack);
  expect(await tokenNow()).toBe(token);
  await withShop(shopId, ({ db }) =>
    db.shop.update({
      where: { id: shopId },
      data: { indexKey: sealBytes(new Uint8Array(32), `index-key:${shopId}`) },
    }),
  );
  expect(await tokenNow()).not.toBe(token);
});
