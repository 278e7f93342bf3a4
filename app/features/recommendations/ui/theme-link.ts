import { blockEditorUrl } from "#app/ui/theme-editor-url.ts";
import type { Placement } from "../domain/placements.ts";

const TEMPLATES: Readonly<Record<Placement, string>> = {
  similar: "product",
  bought_together: "product",
  cart: "cart",
  for_you: "index",
  buy_again: "index",
  popular: "index",
};

/** Where in the theme editor the block is put in with one press, on the page that a placement is made for. */
export function recommendationsEditorUrl(placement: Placement, shopDomain: string, clientId: string): string {
  const template = TEMPLATES[placement];
  return blockEditorUrl(
    { block: "recommendations", template, target: "newAppsSection" },
    shopDomain,
    clientId,
  );
}
