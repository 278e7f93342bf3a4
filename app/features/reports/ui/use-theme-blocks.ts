import { useEffect, useState } from "react";
import { blockEditorUrl, embedEditorUrl } from "#app/ui/theme-editor-url.ts";

/** The blocks of the theme extension that a merchant puts into the theme, in the order of the guide. */
export const THEME_BLOCKS = ["product-points", "points-balance", "launcher"] as const;
export type ThemeBlock = (typeof THEME_BLOCKS)[number];

/** Which blocks are on; null until Shopify has answered, or when it cannot be asked. */
export type ThemeBlockStates = Record<ThemeBlock, boolean>;

/** Where in the theme editor a block is put in, or switched on, with one press. */
export function themeEditorUrl(block: ThemeBlock, shopDomain: string, clientId: string): string {
  if (block === "launcher") return embedEditorUrl(block, shopDomain, clientId);
  const template = { "product-points": "product", "points-balance": "customers/account" }[block];
  return blockEditorUrl({ block, template, target: "mainSection" }, shopDomain, clientId);
}

async function readThemeBlocks(): Promise<ThemeBlockStates | null> {
  const extensions = await window.shopify?.app?.extensions?.();
  if (!extensions) return null;
  const active = new Set<string>();
  for (const { activations } of extensions) {
    for (const activation of activations) {
      // Only theme extensions say where they stand.
      if ("status" in activation && "handle" in activation && activation.status === "active") {
        active.add(String(activation.handle));
      }
    }
  }
  return {
    "product-points": active.has("product-points"),
    "points-balance": active.has("points-balance"),
    launcher: active.has("launcher"),
  };
}

/** Asks App Bridge which blocks are on, again whenever the merchant comes back from the theme editor. */
export function useThemeBlocks(): { isKnown: boolean; states: ThemeBlockStates | null } {
  const [answer, setAnswer] = useState<{ isKnown: boolean; states: ThemeBlockStates | null }>({
    isKnown: false,
    states: null,
  });
  useEffect(() => {
    let isCurrent = true;
    const ask = () => {
      readThemeBlocks().then(
        (states) => isCurrent && setAnswer({ isKnown: true, states }),
        // The guide then says that it cannot tell.
        () => isCurrent && setAnswer({ isKnown: true, states: null }),
      );
    };
    const askWhenSeen = () => document.visibilityState === "visible" && ask();
    ask();
    document.addEventListener("visibilitychange", askWhenSeen);
    window.addEventListener("focus", ask);
    return () => {
      isCurrent = false;
      document.removeEventListener("visibilitychange", askWhenSeen);
      window.removeEventListener("focus", ask);
    };
  }, []);
  return answer;
}
