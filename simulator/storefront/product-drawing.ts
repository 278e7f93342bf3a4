/** Stands in for product photos: a drawing made from the product's type, the colours and the patterns in its title. */
import type { Product } from "#simulator/state/model.ts";
import { kindOf } from "#simulator/data/product-kinds.ts";
import { hasShape, shapeOf } from "./product-shapes.ts";
import type { Colours } from "./product-shapes.ts";

interface Palette {
  words: RegExp;
  main: string;
  dark: string;
  light: string;
}

/** By the first colour named in a title. */
const PALETTES: Palette[] = [
  {
    words: /\b(pink|rose|roses|fairy|sweetheart|doughnut)\b/i,
    main: "#dd8fa2",
    dark: "#a8546c",
    light: "#f8dfe5",
  },
  {
    words: /\b(red|reds|strawberry|cherry|poppies|retrospot|apples?)\b/i,
    main: "#c8503c",
    dark: "#8b2f22",
    light: "#f6d9d0",
  },
  {
    words: /\b(blue|blues|ocean|spaceboy|swallows?|turquoise)\b/i,
    main: "#5d8fb5",
    dark: "#30597a",
    light: "#d6e6f1",
  },
  {
    words: /\b(green|mint|woodland|leaf|garden|toadstool|herbs?)\b/i,
    main: "#7fa678",
    dark: "#4a6f47",
    light: "#dfebd9",
  },
  {
    words: /\b(yellow|orange|gold|pantry|circus|honeycomb)\b/i,
    main: "#e0a23c",
    dark: "#9c6a18",
    light: "#faeac7",
  },
  { words: /\b(purple|lavender|lilac)\b/i, main: "#9a85b8", dark: "#645083", light: "#e7e0f0" },
  { words: /\b(black|skulls?|chalkboard)\b/i, main: "#4c4f57", dark: "#2b2d33", light: "#d9dadd" },
  {
    words: /\b(brown|chocolate|wood|wooden|wicker|rustic|natural)\b/i,
    main: "#a97c55",
    dark: "#73502f",
    light: "#efe1d1",
  },
  {
    words: /\b(silver|metal|zinc|glass|grey|enamel|slate|antique)\b/i,
    main: "#9aa7ab",
    dark: "#5f6e73",
    light: "#e6ecee",
  },
  { words: /\b(white|ivory|cream|lace)\b/i, main: "#e6d9bf", dark: "#a08f6c", light: "#fbf6ea" },
];

/** For titles without a colour. */
const REST: Palette[] = [
  { words: /^/, main: "#d98e73", dark: "#9a5038", light: "#f7e1d6" },
  { words: /^/, main: "#7ba7a2", dark: "#457571", light: "#dcebe8" },
  { words: /^/, main: "#d9ab52", dark: "#95701f", light: "#f8ecd0" },
  { words: /^/, main: "#8d9fc4", dark: "#54658c", light: "#e1e6f2" },
];

/** Backgrounds, soft and warm. */
const GROUNDS = ["#f6efe3", "#eef2e8", "#f3ebe6", "#e9f0f0", "#f5f0dc", "#efecf3"];

/** SVG of 400 by 400; the same product always looks the same. */
export function productDrawing(product: Pick<Product, "title" | "handle" | "productType">): string {
  const seed = [...product.handle].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 100_003, 7);
  const palette = PALETTES.find((one) => one.words.test(product.title)) ?? REST[seed % REST.length];
  const ground = GROUNDS[seed % GROUNDS.length] ?? "#f6efe3";
  if (!palette) return "";
  const pattern = patternOf(product.title, palette);
  const colours: Colours = { ...palette, fill: pattern === "" ? palette.main : "url(#p)" };
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">` +
    (pattern === "" ? "" : `<defs>${pattern}</defs>`) +
    `<rect width="400" height="400" fill="${ground}"/>` +
    `<circle cx="200" cy="196" r="150" fill="#fffdf8" opacity=".6"/>` +
    `<ellipse cx="200" cy="334" rx="104" ry="13" fill="#3b352a" opacity=".1"/>` +
    `<g transform="translate(66 62) scale(1.34)">${shapeOf(hasShape(product.productType) ? product.productType : kindOf(product.title).type, colours)}</g></svg>`
  );
}

/** Dots, hearts, stripes or checks when the title names them; else none. */
function patternOf(title: string, { main, light, dark }: Palette): string {
  const tile = (size: number, content: string) =>
    `<pattern id="p" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><rect width="${size}" height="${size}" fill="${main}"/>${content}</pattern>`;
  if (/retrospot|polkadot|spot(ty|ted)?\b|dot\b/i.test(title)) {
    return tile(
      22,
      `<circle cx="6" cy="6" r="4.5" fill="${light}"/><circle cx="17" cy="17" r="4.5" fill="${light}"/>`,
    );
  }
  if (/strip(e|es|ey|y)\b|union|regatta/i.test(title))
    return tile(18, `<rect width="8" height="18" fill="${light}"/>`);
  if (/gingham|check/i.test(title)) {
    return tile(20, `<path d="M0 0h10v20H0zM0 0h20v10H0z" fill="${light}" opacity=".55"/>`);
  }
  if (/hearts?\b|love/i.test(title)) {
    return tile(
      28,
      `<path d="M14 21c-8-6-10-9-10-13 0-5 8-6 10-1 2-5 10-4 10 1 0 4-2 7-10 13z" fill="${light}"/>`,
    );
  }
  if (/paisley|rose|flower|floral|daisy|petals|poppies|meadow|leaf/i.test(title)) {
    const petals = [0, 72, 144, 216, 288].map(
      (turn) =>
        `<ellipse cx="15" cy="8.5" rx="3.5" ry="5" fill="${light}" transform="rotate(${turn} 15 15)"/>`,
    );
    return tile(30, `${petals.join("")}<circle cx="15" cy="15" r="3" fill="${dark}"/>`);
  }
  if (/stars?\b|spaceboy|christmas/i.test(title)) {
    return tile(
      26,
      `<path d="M13 4l2.5 6 6.5.5-5 4 1.6 6.5-5.6-3.5-5.6 3.500L9 14.500l-5-4 6.5-.500z" fill="${light}"/>`,
    );
  }
  return "";
}
