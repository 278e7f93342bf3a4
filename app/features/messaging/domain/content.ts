import { z } from "zod";

const text = (most: number) => z.string().trim().max(most);
const filled = (most: number) => text(most).min(1, "errors.required");
/** A web address, or a Liquid expression that becomes one. */
const address = text(2000).refine(
  (value) => value === "" || /^https?:\/\//i.test(value) || /^\{\{[^{}]*\}\}$/.test(value),
  "errors.message_link",
);

/** A part of a message. Texts are plain, with Liquid. */
export const Block = z.discriminatedUnion("type", [
  z.object({ type: z.literal("heading"), text: filled(300) }),
  z.object({ type: z.literal("text"), text: filled(5000) }),
  z.object({
    type: z.literal("image"),
    url: address.min(1, "errors.required"),
    alt: text(300),
    href: address,
  }),
  z.object({ type: z.literal("button"), label: filled(80), url: address.min(1, "errors.required") }),
  /** The source's products: those of the cart, or recommended ones. */
  z.object({ type: z.literal("products"), limit: z.number().int().min(1).max(12) }),
  /** The source's discount code; nothing where it has none. */
  z.object({ type: z.literal("coupon"), label: filled(200) }),
  z.object({ type: z.literal("divider") }),
]);
export type Block = z.output<typeof Block>;

/** A message in one language. */
export const TemplateContent = z.object({
  subject: filled(200),
  preheader: text(200),
  blocks: z.array(Block).min(1, "errors.required").max(40),
});
export type TemplateContent = z.output<typeof TemplateContent>;

/** How the merchant's messages look. Colours as #rrggbb. */
export interface Brand {
  logoUrl: string;
  accentColour: string;
  /** Name and postal address of whoever sends: the law asks for it in marketing mail. */
  addressLine: string;
}

/** What the layout says besides the content, in the recipient's language. */
export interface LayoutTexts {
  language: string;
  direction: "ltr" | "rtl";
  /** Liquid may be in it: {{ shop.name }}. */
  why: string;
  unsubscribe: string;
  preferences: string;
  quantity: string;
  validUntil: string;
}
