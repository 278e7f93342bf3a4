import type { LoaderFunctionArgs } from "@remix-run/node";
import { searchProducts } from "#app/features/catalogue/index.server.ts";
import { findChoices } from "#app/features/customers/index.server.ts";
import type { ChoicesAnswer } from "#app/features/recommendations/ui/search-choice.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { personName } from "#app/ui/person-name.ts";

const CHOICES = 6;

/** Products or customers that a search finds, to choose one of. */
export async function loader({ request }: LoaderFunctionArgs): Promise<ChoicesAnswer> {
  return openAdmin(request, install, async ({ shopId }) => {
    const { searchParams } = new URL(request.url);
    const text = (searchParams.get("text") ?? "").slice(0, 100).trim();
    if (text === "") return { choices: [] };
    return withShop(shopId, async (scope) => {
      if (searchParams.get("kind") === "product") {
        const found = await searchProducts(scope, text, CHOICES);
        return { choices: found.map(({ id, title, imageUrl }) => ({ id: id.toString(), title, imageUrl })) };
      }
      const people = await findChoices(scope, 0n, text);
      return {
        choices: people
          .filter(({ id }) => id > 0n)
          .slice(0, CHOICES)
          .map((person) => ({
            id: person.id.toString(),
            title: personName(person) ?? person.id.toString(),
            imageUrl: null,
          })),
      };
    });
  });
}
