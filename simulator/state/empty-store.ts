/** A store with a handful of products and customers and no orders: what tests use and what `--store empty` shows. */
import type { StartingData } from "./create-shop.ts";
import type { Address, Customer, Product } from "./model.ts";

const FIRST_ID = 9_007_199_254_740_993n;

interface ProductLine {
  title: string;
  price: bigint;
  type: string;
}

const PRODUCTS: ProductLine[] = [
  { title: "Beeswax Candle", price: 1200n, type: "Candles" },
  { title: "Enamel Mug", price: 850n, type: "Kitchen" },
  { title: "Linen Tea Towel", price: 1425n, type: "Kitchen" },
  { title: "Wool Blanket", price: 8900n, type: "Home" },
  { title: "Oak Coaster", price: 99n, type: "Kitchen" },
  { title: "Seed Tin", price: 2000n, type: "Garden" },
];

const PEOPLE: [firstName: string, lastName: string][] = [
  ["Ada", "Marsh"],
  ["Ben", "Okafor"],
  ["Chloë", "Núñez"],
  ["Dara", "O'Neill"],
];

const handleOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function product(line: ProductLine, index: number, at: Date): Product {
  const id = FIRST_ID + 100n + BigInt(index);
  const variant = {
    id: FIRST_ID + 200n + BigInt(index),
    productId: id,
    title: "Default Title",
    sku: `SKU-${index + 1}`,
    price: line.price,
    inventoryQuantity: 100,
    inventoryItemId: FIRST_ID + 300n + BigInt(index),
  };
  return {
    id,
    title: line.title,
    handle: handleOf(line.title),
    descriptionHtml: `<p>${line.title}.</p>`,
    productType: line.type,
    vendor: "Simulated Goods",
    tags: [line.type.toLowerCase()],
    imagePath: `/cdn/products/${handleOf(line.title)}.svg`,
    variants: [variant],
    createdAt: at,
    updatedAt: at,
  };
}

function customer([firstName, lastName]: [string, string], index: number, at: Date): Customer {
  const address: Address = {
    firstName,
    lastName,
    address1: `${index + 1} Mill Lane`,
    city: "Leeds",
    zip: `LS1 ${index + 1}AA`,
    country: "United Kingdom",
    countryCode: "GB",
  };
  return {
    id: FIRST_ID + 400n + BigInt(index),
    email: `${firstName.normalize("NFD").replaceAll(/\W/g, "").toLowerCase()}@example.com`,
    phone: null,
    firstName,
    lastName,
    tags: [],
    note: null,
    locale: "en",
    state: "ENABLED",
    emailMarketing: { state: "NOT_SUBSCRIBED", optInLevel: null, updatedAt: null },
    addresses: [address],
    createdAt: at,
    updatedAt: at,
  };
}

/** `endsOn`: the records are dated one year before. */
export function loadEmptyStore(endsOn: Date): StartingData {
  const at = new Date(endsOn.getTime() - 365 * 24 * 3600 * 1000);
  const products = PRODUCTS.map((line, index) => product(line, index, at));
  return {
    shop: {
      name: "Simulated Store",
      email: "owner@example.com",
      currency: "GBP",
      ianaTimezone: "Europe/London",
      countryCode: "GB",
    },
    products,
    collections: [
      {
        id: FIRST_ID + 500n,
        title: "Kitchen",
        handle: "kitchen",
        descriptionHtml: "",
        productIds: products.filter((each) => each.productType === "Kitchen").map((each) => each.id),
        updatedAt: at,
      },
    ],
    customers: PEOPLE.map((person, index) => customer(person, index, at)),
    orders: [],
  };
}
