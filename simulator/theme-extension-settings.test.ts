import { expect, it } from "vitest";
import { readSetting, settingText } from "./theme-extension-settings.ts";
import type { BlockSetting } from "./theme-extension.ts";

const range: BlockSetting = { type: "range", id: "size", min: 4, max: 20, step: 4, unit: "px" };
const choice: BlockSetting = { type: "select", id: "at", options: [{ value: "end", label: "Right" }] };

it.each<[BlockSetting, string, unknown]>([
  [{ type: "text" }, " Points ", "Points"],
  [{ type: "text" }, "", ""],
  [{ type: "textarea" }, "a\r\nb", "a\nb"],
  [{ type: "richtext" }, "<p>x</p>", "<p>x</p>"],
  [{ type: "checkbox" }, "yes", true],
  [{ type: "checkbox" }, "", false],
  [{ type: "number" }, "2.5", 2.5],
  [{ type: "number" }, "", null],
  [range, "12", 12],
  [choice, "end", "end"],
  [{ type: "color" }, "#0f6b4f", "#0f6b4f"],
  [{ type: "color" }, "rgba(15, 107, 79, 0.5)", "rgba(15, 107, 79, 0.5)"],
  [{ type: "url" }, "/collections/all", "/collections/all"],
  [{ type: "product" }, "mug", "mug"],
  [{ type: "collection" }, "", null],
])("takes %j as %j", (setting, text, value) => {
  expect(readSetting(setting, text)).toEqual({ ok: true, value });
});

it.each<[BlockSetting, string, RegExp]>([
  [{ type: "number" }, "many", /must be a number/],
  [range, "", /must be a number/],
  [range, "24", /from 4 to 20/],
  [range, "6", /steps of 4/],
  [choice, "middle", /none of the choices/],
  [{ type: "color" }, "green", /no colour/],
  [{ type: "url" }, "javascript:alert(1)", /no address/],
  [{ type: "url" }, "//elsewhere.example", /no address/],
])("refuses for %j the text %j", (setting, text, message) => {
  expect(readSetting(setting, text)).toEqual({ ok: false, message: expect.stringMatching(message) });
});

it("words values for people", () => {
  expect([
    settingText(range, 12),
    settingText(choice, "end"),
    settingText({ type: "checkbox" }, false),
  ]).toEqual(["12 px", "Right", "off"]);
});
