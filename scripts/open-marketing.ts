/** What a merchant sets up once the programme runs: who messages are from, cart recovery, segments, blocks of the theme. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { CART_RECOVERY, type JourneyDefinition } from "../app/features/automations/domain/definition.ts";
import type { StoreAddresses } from "./control.ts";
import { Merchant } from "./merchant.ts";
import { placeBlocks } from "./open-store.ts";
import { ROOT } from "./prepare.ts";

/** Where the demo's theme shows what is recommended, and the cart that waits. */
const MARKETING_BLOCKS = [
  { target: "product", placement: "bought_together" },
  { target: "product", placement: "similar" },
  { target: "cart", placement: "cart" },
  { target: "index", placement: "for_you" },
  { target: "customers/account", placement: "buy_again" },
].map(({ target, placement }) => ({
  blockHandle: "recommendations",
  target,
  enabled: true,
  settings: { placement },
}));
const CART_WAITING = { blockHandle: "cart-waiting", target: "index", enabled: true, settings: {} };

/** Of the ready-made segments. */
const SEGMENTS = [
  "new_subscribers",
  "first_bought",
  "slipping_away",
  "big_spenders",
  "left_checkout",
  "rfm_champions",
  "rfm_at_risk",
];

/** The Messages page's form, with what stands in it before anything is chosen. */
const SENDER = {
  senderName: "",
  senderAddress: "",
  replyTo: "",
  addressLine: "Perennial Demo Ltd, 1 High Street, London N1 1AA",
  logoUrl: "",
  accentColour: "#0f6b4f",
  quietFrom: "21:00",
  quietUntil: "08:00",
  capPerDay: "2",
  capPerWeek: "5",
  host: "",
  port: "587",
  user: "",
  password: "",
};

/**
 * Makes the ready-made cart recovery and switches it on.
 *
 * @param changed what is different from the ready-made one
 * @returns the journey's number
 */
export async function startCartRecovery(
  merchant: Merchant,
  changed: Partial<JourneyDefinition> = {},
): Promise<string> {
  const made = await merchant.send("/app/journeys.data?index", { name: "Cart recovery" });
  const id = /\/app\/journeys\/(\d+)/.exec(made)?.[1];
  if (!id) throw new Error(`no journey was made: ${made.slice(0, 500)}`);
  const journey = { name: "Cart recovery", definition: { ...CART_RECOVERY, ...changed } };
  if (Object.keys(changed).length > 0)
    await merchant.send(`/app/journeys/${id}.data`, { journey: JSON.stringify(journey) });
  await merchant.send(`/app/journeys/${id}/dry-run.data`, {});
  return id;
}

/** Makes a segment. Returns its number. */
export async function makeSegment(merchant: Merchant, name: string, condition: string): Promise<string> {
  const made = await merchant.send("/app/segments/new.data", { name, description: "", condition });
  const id = /\/app\/segments\/(\d+)/.exec(made)?.[1];
  if (!id) throw new Error(`the segment ${name} was not made: ${made.slice(0, 500)}`);
  return id;
}

/** Says who messages are from, and places the blocks. */
export async function prepareMarketing(stack: StoreAddresses): Promise<void> {
  await new Merchant(stack).send("/app/messages/settings.data", SENDER);
  await placeBlocks(stack, [...MARKETING_BLOCKS, CART_WAITING]);
}

/** All of it, so that a merchant who looks around finds every page filled. */
export async function openMarketing(stack: StoreAddresses): Promise<void> {
  const merchant = new Merchant(stack);
  await prepareMarketing(stack);
  await startCartRecovery(merchant);
  const { segments } = JSON.parse(readFileSync(path.join(ROOT, "app/ui/locales/en.json"), "utf8")) as {
    segments: { ready: Record<string, { name: string; text: string }> };
  };
  for (const ready of SEGMENTS) {
    const { name, text } = segments.ready[ready]!;
    await merchant.send("/app/segments.data?index", { ready, name, description: text });
  }
}
