/** What `shopify.app.extensions()` answers: where the theme app extension is switched on. */
import type { AppUnderTest } from "#simulator/context.ts";
import { gid } from "#simulator/ids.ts";
import { MAIN_THEME } from "#simulator/admin-api/objects/shop.ts";
import type { BlockPlacement, ShopState } from "#simulator/state/model.ts";
import { readThemeBlocks, type ThemeBlock } from "#simulator/theme-extension.ts";

interface BlockActivation {
  target: string;
  themeId: string;
}

interface ThemeExtensionActivation {
  target: ThemeBlock["target"];
  handle: string;
  name: string;
  status: "active" | "available" | "unavailable";
  activations: BlockActivation[];
}

export interface ExtensionInfo {
  handle: string;
  type: "theme_app_extension";
  activations: ThemeExtensionActivation[];
}

/** App blocks are named with their place in the template, embeds with the part of the page. */
function placeName(app: AppUnderTest, block: ThemeBlock, placement: BlockPlacement): string {
  if (block.target !== "section") return block.target;
  const name = `${app.handle}_${block.handle}`.replaceAll("-", "_");
  return `template--${placement.target}/main/${name}`;
}

/** One entry for the app's theme extension; none when it has no blocks. */
export function themeExtensionInfo(app: AppUnderTest, shop: ShopState): ExtensionInfo[] {
  const blocks = readThemeBlocks(app.themeExtensionPath);
  if (blocks.length === 0) return [];
  const themeId = gid("OnlineStoreTheme", MAIN_THEME.id);
  const activations = blocks.map((block): ThemeExtensionActivation => {
    const placed = shop.blocks.filter((each) => each.blockHandle === block.handle && each.enabled);
    return {
      target: block.target,
      handle: block.handle,
      name: block.name,
      status: placed.length > 0 ? "active" : "available",
      activations: placed.map((placement) => ({ target: placeName(app, block, placement), themeId })),
    };
  });
  const handle = app.themeExtensionPath?.split("/").at(-1) ?? "theme";
  return [{ handle, type: "theme_app_extension", activations }];
}
