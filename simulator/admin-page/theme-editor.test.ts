import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startTestAdmin, type TestAdmin } from "./test-admin.ts";

const SETTINGS = [
  { type: "header", content: "Look" },
  { type: "paragraph", content: "Shown below the price." },
  { type: "text", id: "label", label: "Label", default: "Points" },
  { type: "textarea", id: "about", label: "About" },
  { type: "checkbox", id: "icon", label: "Icon", default: true },
  { type: "range", id: "gap", label: "Gap", min: 0, max: 20, step: 4, unit: "px", default: 8 },
  { type: "number", id: "count", label: "Count" },
  {
    type: "select",
    id: "side",
    label: "Side",
    options: [
      { value: "start", label: "Left" },
      { value: "end", label: "Right" },
    ],
    default: "start",
  },
  {
    type: "radio",
    id: "size",
    label: "Size",
    options: [
      { value: "s", label: "Small" },
      { value: "l", label: "Large" },
    ],
    default: "s",
  },
  { type: "color", id: "ink", label: "Ink", default: "#112233" },
  { type: "url", id: "more", label: "More" },
  { type: "product", id: "gift", label: "Gift" },
  { type: "collection", id: "range_of", label: "Range" },
  { type: "video_url", id: "film", label: "Film" },
];

const PLACE = "card product";
/** The form as the page shows it at first. */
const AS_SHOWN = {
  form: "theme",
  preview: "product",
  block: PLACE,
  settings: PLACE,
  "card.product.label": "Points",
  "card.product.icon": "yes",
  "card.product.gap": "8",
  "card.product.side": "start",
  "card.product.size": "s",
  "card.product.ink": "#112233",
};

let admin: TestAdmin;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "theme-editor-"));
  mkdirSync(join(folder, "blocks"));
  const schema = JSON.stringify({
    name: "Card",
    target: "section",
    enabled_on: { templates: ["product", "index"] },
    settings: SETTINGS,
  });
  writeFileSync(
    join(folder, "blocks/card.liquid"),
    `<p>{{ block.settings.label }} {{ block.settings.gift.title }}</p>{% schema %}${schema}{% endschema %}`,
  );
  admin = await startTestAdmin();
  Object.assign(admin.simulator.platform.app, { themeExtensionPath: folder, themeExtensionUid: "uid" });
  admin.simulator.control.install();
});
afterAll(async () => {
  await admin.simulator.close();
  rmSync(folder, { recursive: true });
});

const blocks = () => admin.simulator.shop.blocks;
beforeEach(() => {
  admin.simulator.runtime.commands.setBlocks([
    { blockHandle: "card", target: "product", enabled: true, settings: {} },
  ]);
});

it("shows a control for each setting of a placed block with its default, and a preview", async () => {
  const { text } = await admin.get("/themes?preview=product");
  expect(text).toContain("<h3>Look</h3>");
  expect(text).toContain("Shown below the price.");
  expect(text).toContain("Default: 8 px.");
  expect(text).toContain("Default: Left.");
  expect(text).toMatch(/<iframe\s+name="preview"[^>]+src="http[^"]+\/products\/[^"]+oseid=/);
  const kinds = [...text.matchAll(/<(input|select|textarea)[^>]*?name="card.product.[^>]*>/g)].map(
    ([tag]) =>
      `${/name="card.product.(\w+)"/.exec(tag)![1]} ${/type="(\w+)"/.exec(tag)?.[1] ?? tag.slice(1, 7)}`,
  );
  expect(kinds).toEqual([
    "label text",
    "about textar",
    "icon checkbox",
    "gap range",
    "count number",
    "side select",
    "size radio",
    "size radio",
    "ink color",
    "more text",
    "gift select",
    "range_of select",
    "film text",
  ]);
});

it("keeps what was set, also on the storefront, and leaves out what is not", async () => {
  const [product] = admin.simulator.shop.products.values();
  const { done, to } = await admin.post("/themes", {
    ...AS_SHOWN,
    "card.product.label": "Earned",
    "card.product.icon": "",
    "card.product.gap": "12",
    "card.product.count": "3",
    "card.product.gift": product!.handle,
    "card.product.more": "/collections/all",
  });
  expect([to, done]).toEqual(["/themes", "Saved. The storefront shows it at once."]);
  expect(blocks()).toEqual([
    {
      blockHandle: "card",
      target: "product",
      enabled: true,
      settings: {
        label: "Earned",
        about: "",
        icon: false,
        gap: 12,
        count: 3,
        side: "start",
        size: "s",
        ink: "#112233",
        more: "/collections/all",
        gift: product!.handle,
        film: "",
      },
    },
  ]);
  const page = await fetch(`${admin.simulator.storefrontUrl}/products/${product!.handle}`);
  expect(await page.text()).toContain(`<p>Earned ${product!.title}</p>`);
});

it("says beside the field what is wrong, keeps what was typed and changes nothing", async () => {
  const { status, text } = await admin.post("/themes", {
    ...AS_SHOWN,
    "card.product.label": "Typed",
    "card.product.count": "many",
    "card.product.more": "javascript:alert(1)",
  });
  expect(status).toBe(422);
  expect(text).toMatch(/name="card.product.count"[^>]*aria-invalid="true"/);
  expect(text).toContain("It is no address");
  expect(text).toMatch(/name="card.product.label"[^>]*value="Typed"/);
  expect(text).toMatch(/<details class="settings" open/);
  expect(blocks()[0]!.settings).toEqual({});
});

it("keeps the settings of a block whose fields were not shown, and takes blocks off", async () => {
  admin.simulator.runtime.commands.setBlocks([
    { blockHandle: "card", target: "product", enabled: true, settings: { label: "Kept" } },
  ]);
  await admin.post("/themes", { block: PLACE });
  expect(blocks()[0]!.settings).toEqual({ label: "Kept" });
  await admin.post("/themes", { form: "theme" });
  expect(blocks()).toEqual([]);
});

it("begins the preview with what a deep link names", async () => {
  const { text } = await admin.get("/themes/current/editor?addAppBlockId=x/card&template=index");
  expect(text).toContain("The app asks you to switch on the marked block");
  expect(text).toMatch(/name="preview" value="index"/);
});
