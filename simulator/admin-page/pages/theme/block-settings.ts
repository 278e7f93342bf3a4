/** Fields of a placed block's settings, and what they hold when they come back. */
import type { BlockPlacement, ShopState } from "#simulator/state/model.ts";
import { isCaption, readSetting, settingText } from "#simulator/theme-extension-settings.ts";
import type { BlockSetting, SettingValue, ThemeBlock } from "#simulator/theme-extension.ts";
import type { FormControls, Option } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import type { PageContext } from "../../page-context.ts";

/** So many products or collections are offered for a setting. */
const RESOURCES_SHOWN = 300;

const HEX_COLOR = /^#[\da-f]{6}$/i;

interface Named {
  handle: string;
  title: string;
}

/** Name of a setting's field: blocks may stand in several places with settings of their own. */
export const fieldName = (block: ThemeBlock, target: string, id: string): string =>
  `${block.handle}.${target}.${id}`;

function resourceOptions(records: Iterable<Named>, chosen: string, none: string): Option[] {
  const options: { value: string; label: string }[] = [{ value: "", label: none }];
  for (const { handle, title } of records) {
    if (options.length > RESOURCES_SHOWN && handle !== chosen) continue;
    options.push({ value: handle, label: title });
  }
  return options;
}

function optionsOf(shop: ShopState, setting: BlockSetting, chosen: string): Option[] {
  if (setting.options) return setting.options;
  const none = setting.autofill ? `The ${setting.type} of the page` : "None";
  const records = setting.type === "product" ? shop.products : shop.collections;
  return resourceOptions(records.values(), chosen, none);
}

interface Field {
  shop: ShopState;
  controls: FormControls;
  name: string;
  /** null = neither set nor a default. */
  value: SettingValue | null;
  usual: SettingValue | undefined;
}

function settingField(setting: BlockSetting, { shop, controls, name, value, usual }: Field): Html {
  const label = setting.label ?? setting.id ?? "";
  const byDefault = usual === undefined || usual === "" ? null : `Default: ${settingText(setting, usual)}.`;
  const hint = [setting.info, byDefault].filter(Boolean).join(" ") || undefined;
  const text = value === null ? "" : String(value);
  const common = { name, label, hint };
  switch (setting.type) {
    case "checkbox":
      return controls.check({ ...common, isOn: value === true });
    case "textarea":
    case "richtext":
    case "inline_richtext":
    case "html":
    case "liquid":
      return controls.area({ ...common, value: text, isCode: setting.type !== "textarea" });
    case "select":
    case "product":
    case "collection":
      return controls.select({ ...common, value: text, options: optionsOf(shop, setting, text) });
    case "radio":
      return controls.radio({ ...common, value: text, options: optionsOf(shop, setting, text) });
    case "range": {
      const { min = 0, max = 100, step = 1, unit } = setting;
      return controls.range({ ...common, value: Number(value ?? min), min, max, step, unit });
    }
    case "number":
      return controls.text({ ...common, value: text, type: "number", step: "any" });
    case "color":
      return controls.text({ ...common, value: text, type: HEX_COLOR.test(text) ? "color" : "text" });
    default:
      return controls.text({ ...common, value: text, placeholder: setting.placeholder });
  }
}

/** The fields of a block in one of its places, as its schema orders them. */
export function settingsFields(
  context: PageContext,
  controls: FormControls,
  block: ThemeBlock,
  { target, settings }: BlockPlacement,
): Html {
  const fields = block.settings.map((setting) => {
    if (setting.type === "header") return html`<h3>${setting.content}</h3>`;
    if (setting.type === "paragraph") return html`<p class="hint">${setting.content}</p>`;
    const { id } = setting;
    if (id === undefined) return null;
    const usual = block.defaults[id];
    const name = fieldName(block, target, id);
    return settingField(setting, {
      shop: context.runtime.shop,
      controls,
      name,
      value: settings[id] ?? usual ?? null,
      usual,
    });
  });
  return html`<input type="hidden" name="settings" value="${block.handle} ${target}" />${fields}`;
}

export interface ReadSettings {
  settings: BlockPlacement["settings"];
  errors: { field: string; message: string }[];
}

/** What the form holds for a block in a place; settings whose fields it did not show stay as they are. */
export function readSettings(
  { form }: PageContext,
  block: ThemeBlock,
  { target, settings }: Pick<BlockPlacement, "target" | "settings">,
): ReadSettings {
  const read: ReadSettings = { settings: { ...settings }, errors: [] };
  if (!form.getAll("settings").includes(`${block.handle} ${target}`)) return read;
  for (const setting of block.settings) {
    const { id } = setting;
    if (id === undefined || isCaption(setting)) continue;
    const field = fieldName(block, target, id);
    const outcome = readSetting(setting, form.get(field) ?? "");
    if (!outcome.ok) read.errors.push({ field, message: outcome.message });
    else if (outcome.value === null) delete read.settings[id];
    else read.settings[id] = outcome.value;
  }
  return read;
}
