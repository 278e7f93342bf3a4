/** Values of a block's settings, as a person types them into the theme editor. */
import type { BlockSetting, SettingValue } from "./theme-extension.ts";

/** `null` = nothing is set: the default counts, or for resources with `autofill` what the page is about. */
export type ReadSetting = { ok: true; value: SettingValue | null } | { ok: false; message: string };

/** Settings that show something in the editor and hold no value. */
export const isCaption = ({ type }: BlockSetting): boolean => type === "header" || type === "paragraph";

/** Settings that name a resource by its handle; without one they hold nothing. */
const isResource = ({ type }: BlockSetting): boolean => type === "product" || type === "collection";

const COLOR = /^#(?:[\da-f]{3}|[\da-f]{4}|[\da-f]{6}|[\da-f]{8})$|^(?:rgb|hsl)a?\([\d.,\s%/deg]+\)$/i;
/** A path of the store or the address of another page. */
const LINK = /^(?:\/(?!\/)|#|https?:\/\/\S|mailto:\S|tel:\S)/i;

const refuse = (message: string): ReadSetting => ({ ok: false, message });
const take = (value: SettingValue | null): ReadSetting => ({ ok: true, value });

function readNumber(setting: BlockSetting, text: string): ReadSetting {
  const number = Number(text);
  if (text === "" && setting.type === "number") return take(null);
  if (text === "" || !Number.isFinite(number)) return refuse("It must be a number.");
  if (setting.type === "number") return take(number);
  const { min = 0, max = 0, step = 1 } = setting;
  if (number < min || number > max) return refuse(`It must be from ${min} to ${max}.`);
  const steps = (number - min) / step;
  return Math.abs(steps - Math.round(steps)) > 1e-9
    ? refuse(`It must be in steps of ${step} from ${min}.`)
    : take(number);
}

/**
 * The value of a setting from the text of its field; a checkbox is on with any text. Types that the editor has no
 * control for are taken as text.
 */
export function readSetting(setting: BlockSetting, given: string): ReadSetting {
  const text = setting.type === "textarea" ? given.replaceAll("\r\n", "\n") : given.trim();
  switch (setting.type) {
    case "checkbox":
      return take(text !== "");
    case "number":
    case "range":
      return readNumber(setting, text);
    case "select":
    case "radio":
      return setting.options?.some(({ value }) => value === text)
        ? take(text)
        : refuse("It is none of the choices.");
    case "color":
    case "color_background":
      return text === "" || setting.type === "color_background" || COLOR.test(text)
        ? take(text)
        : refuse("It is no colour: #0f6b4f, or rgba(15, 107, 79, 0.5).");
    case "url":
      return text === "" || LINK.test(text)
        ? take(text)
        : refuse("It is no address: /collections/all, or https://example.com.");
    default:
      return isResource(setting) && text === "" ? take(null) : take(text);
  }
}

/** A value for people: `16 px`, `on`, the words of a choice. */
export function settingText(setting: BlockSetting, value: SettingValue): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  const choice = setting.options?.find((option) => option.value === value);
  return choice ? choice.label : `${value}${setting.unit ? ` ${setting.unit}` : ""}`;
}
