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
  // Written out by hand: the editor wants the slash as it is.
  const query = `template=${TEMPLATES[placement]}&addAppBlockId=${clientId}/recommendations&target=newAppsSection`;
  return `https://${shopDomain}/admin/themes/current/editor?${query}`;
}
