import { expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import {
  findJourney,
  journeysNaming,
  saveJourney,
  withSegmentNames,
} from "#app/features/automations/index.server.ts";
import { CART_RECOVERY, type JourneyDefinition } from "#app/features/automations/domain/definition.ts";
import { saveSegment } from "#app/features/segments/index.server.ts";
import { makeShop } from "#tests/factories/shop.ts";

it("a condition follows its segment when that is renamed", async () => {
  const shop = await makeShop();
  const by = { staff: null, now: new Date() };
  const [first, ...rest] = CART_RECOVERY.steps;
  const definition: JourneyDefinition = {
    ...CART_RECOVERY,
    steps: [
      {
        id: "friends",
        kind: "condition",
        condition: "segment = 'Friends'",
        next: first!.id,
        otherwise: null,
      },
      first!,
      ...rest,
    ],
  };
  await withShop(shop.shopId, async (scope) => {
    const draft = { id: null, name: "Friends", description: "", condition: "number_of_orders >= 3" };
    const segmentId = await saveSegment(scope, draft, by);
    const id = await saveJourney(scope, null, { name: "Carts", definition }, by);
    await saveSegment(scope, { ...draft, id: segmentId, name: "Good friends" }, by);
    const shown = await withSegmentNames(scope, (await findJourney(scope, id))!.definition);
    expect(shown.steps[0]).toMatchObject({ condition: "segment = 'Good friends'" });
    expect(await journeysNaming(scope, segmentId)).toEqual(["Carts"]);
    // What is shown can be saved again.
    expect(await saveJourney(scope, id, { name: "Carts", definition: shown }, by)).toBe(id);
  });
});
