import { expect, it } from "vitest";
import { trimPayload } from "./include-fields.ts";

const product = {
  id: 1n,
  title: "Lamp",
  note: null,
  image: { src: "a", alt: "b" },
  variants: [
    { id: 2n, price: "1.00", sku: "x" },
    { id: 3n, price: "2.00", sku: "y" },
  ],
};

it.each([
  [[], product],
  [["id", "note"], { id: 1n, note: null }],
  [
    ["id", "variants.id", "variants.price"],
    {
      id: 1n,
      variants: [
        { id: 2n, price: "1.00" },
        { id: 3n, price: "2.00" },
      ],
    },
  ],
  [["image.alt"], { image: { alt: "b" } }],
  [["image.alt", "image"], { image: product.image }],
  [["image", "image.alt"], { image: product.image }],
  [["missing", "variants.missing", "title.length"], { variants: [{}, {}], title: "Lamp" }],
])("%j", (includeFields, wanted) => {
  expect(trimPayload(product, includeFields as string[])).toEqual(wanted);
});
