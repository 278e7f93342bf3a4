/** Files: the theme's, the theme app extension's, and the drawings of products. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { asset } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { productDrawing } from "../product-drawing.ts";
import { THEME_FOLDER } from "../theme.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "application/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".wasm": "application/wasm",
};

export const assetRoutes: Route[] = [
  get(/^\/cdn\/theme\/assets\/([^/]+)$/, (_visit, [file = ""]) =>
    fileFrom(path.join(THEME_FOLDER, "assets"), file),
  ),
  get(/^\/cdn\/extensions\/([^/]+)\/assets\/([^/]+)$/, (visit, [uid = "", file = ""]) => {
    const { app } = visit.context;
    const known = app.themeExtensionPath !== null && uid === (app.themeExtensionUid ?? app.clientId);
    return known && app.themeExtensionPath
      ? fileFrom(path.join(app.themeExtensionPath, "assets"), file)
      : missing();
  }),
  get(/^\/cdn\/products\/([^/]+)\.svg$/, (visit, [handle = ""]) => {
    for (const product of visit.context.shop.products.values()) {
      if (product.handle === handle) return asset(productDrawing(product), "image/svg+xml");
    }
    return missing();
  }),
  get(/^\/favicon\.ico$/, () => fileFrom(path.join(THEME_FOLDER, "assets"), "icon.svg")),
];

function fileFrom(folder: string, name: string): Answer {
  const file = path.join(folder, path.basename(name));
  const type = CONTENT_TYPES[path.extname(file)];
  return type && existsSync(file) ? asset(readFileSync(file), type) : missing();
}

function missing(): Answer {
  return { status: 404, headers: { "Content-Type": "text/plain; charset=utf-8" }, body: "Not found" };
}
