/** The second half of the main path: a cart that is left, the message about it, what comes of it, and what the clock does. */
import { CART_RECOVERY } from "../app/features/automations/domain/definition.ts";
import { type DemoOrder, type Step, until } from "./check-step.ts";
import { control } from "./control.ts";
import { Merchant } from "./merchant.ts";
import { makeSegment, prepareMarketing, startCartRecovery } from "./open-marketing.ts";
import { waitUntilSettled } from "./open-store.ts";
import { Shopper, textOf } from "./shopper.ts";
import type { Stack } from "./stack.ts";

interface Mail {
  to: string[];
  subject: string;
  headers: { key: string; value: string }[];
  html: string;
  text: string;
}

/** What the first half of the path leaves behind. */
export interface Walked {
  shopper: Shopper;
  address: Record<string, string> & { email: string };
  productOf: () => { variantId: string; handle: string; title: string };
  latestOrder: () => Promise<DemoOrder>;
}

const PERCENT_OFF = 10n;
/** Buys nothing: who is still written to shows that the others were left alone on purpose. */
const IDLE_EMAIL = "idle@example.com";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FOLLOWED_AFTER_MS = 600;
/** The whole past is counted first. */
const COUNTED_AFTER_MS = 90_000;

/** Nobody is held out, and the first message has a code already, with the words that go with one. */
const CHECKED_RECOVERY = {
  ...CART_RECOVERY,
  holdoutPercent: 0,
  steps: CART_RECOVERY.steps.map((step) =>
    step.kind === "message" && step.id === "first"
      ? {
          ...step,
          templateKey: "cart-recovery-72h",
          discount: {
            kind: "percentage" as const,
            value: Number(PERCENT_OFF),
            validHours: 72,
            segmentId: null,
          },
        }
      : step,
  ),
};

export function recoverySteps(stack: Stack, { shopper, address, productOf, latestOrder }: Walked): Step[] {
  const merchant = new Merchant(stack);
  const idle = new Shopper(stack.storefrontUrl);
  const elsewhere = new Shopper(stack.storefrontUrl);
  const { email } = address;
  let journeyId = "";
  let [threeOrders, lastThirtyDays] = ["", ""];
  let customerId = "";
  let mail: Mail | undefined;
  let code = "";

  const mailsTo = async (to: string) => {
    const { mails } = await control<{ mails: Mail[] }>(stack, "mail");
    return mails.filter((one) => one.to.includes(to));
  };
  const mailCount = async (to: string) => (await mailsTo(to)).length;
  const isIn = async (segmentId: string) => {
    const text = textOf(await merchant.open(`/app/segments/${segmentId}?customer=${customerId}`));
    const said = /Why [^.]{1,60}? is (not )?in it/.exec(text);
    return said ? !said[1] : null;
  };
  const leaveCart = async (who: Shopper, contact: Record<string, string>) => {
    await who.send("/contact", { form_type: "customer", "contact[email]": contact["email"]! });
    await who.send("/cart/add", { id: productOf().variantId, quantity: "2" });
    await who.send("/checkout", contact);
  };

  return [
    {
      what: "marketing set up",
      run: async () => {
        await prepareMarketing(stack);
        journeyId = await startCartRecovery(merchant, CHECKED_RECOVERY);
        threeOrders = await makeSegment(merchant, "Three orders", "number_of_orders >= 3");
        lastThirtyDays = await makeSegment(merchant, "Ordered lately", "last_order_date >= -30d");
        const { customers } = await control<{ customers: { id: string }[] }>(
          stack,
          `customers?email=${encodeURIComponent(email)}`,
        );
        customerId = customers[0]?.id ?? "";
        await until(() => isIn(lastThirtyDays), Boolean, "whoever has just ordered should be in the segment");
        if (await isIn(threeOrders)) throw new Error("two orders count as three");
        return "cart recovery on, two segments built";
      },
    },
    {
      what: "cart left",
      run: async () => {
        await moveToTheMorning(stack);
        await leaveCart(idle, { ...address, email: IDLE_EMAIL, first_name: "Idle" });
        await leaveCart(shopper, address);
        const home = textOf(await shopper.open("/"));
        if (!home.includes("Your cart is waiting") && !home.includes("your cart is waiting"))
          throw new Error("the home page does not say that a cart waits");
        await waitUntilSettled(stack);
        return `agreed to e-mails, 2 × ${productOf().title}, left at the checkout; the home page says so`;
      },
    },
    {
      what: "mail",
      run: async () => {
        await moveClock(stack, 61 * MINUTE_MS);
        const found = await until(
          () => mailsTo(email),
          (mails) => mails.length > 0,
          "a message should come after an hour",
        );
        mail = found[0]!;
        const header = (name: string) =>
          mail!.headers.find(({ key }) => key.toLowerCase() === name)?.value ?? "";
        if (!/^<https?:\/\/[^>]+\/unsubscribe\?key=[^>]+>$/.test(header("list-unsubscribe")))
          throw new Error(`List-Unsubscribe says "${header("list-unsubscribe")}"`);
        if (header("list-unsubscribe-post") !== "List-Unsubscribe=One-Click")
          throw new Error("one press does not unsubscribe");
        if (!textOf(mail.html).includes(productOf().title))
          throw new Error("the message does not name the product");
        return `"${mail.subject}", with the product and one-click unsubscribe`;
      },
    },
    {
      what: "link",
      run: async () => {
        const link = /href="([^"]*\/recover\?key=[^"]*)"/.exec(mail!.html)?.[1]?.replaceAll("&amp;", "&");
        if (!link) throw new Error("the message has no link to the cart");
        const checkout = textOf(await elsewhere.open(link));
        if (!checkout.includes(productOf().title))
          throw new Error("the link does not bring the product back");
        code = /\b[A-HJ-NP-Z2-9]{10}\b/.exec(mail!.text)?.[0] ?? "";
        if (!code || !checkout.includes(code))
          throw new Error(`the code ${code} is not applied in the checkout: ${checkout.slice(0, 1000)}`);
        return `the cart is back on another device, ${code} applied`;
      },
    },
    {
      what: "recovered",
      run: async () => {
        const before = await latestOrder();
        await elsewhere.send("/checkout", { ...address, pay: "1" });
        const order = await latestOrder();
        if (order.id === before.id) throw new Error("nothing was bought");
        const subtotal = Number(order.subtotal) / 100;
        const amount = new Intl.NumberFormat("en", { style: "currency", currency: "GBP" }).format(subtotal);
        const report = () => merchant.open(`/app/journeys/${journeyId}/report`).then(textOf);
        await until(
          report,
          (text) => text.includes(`${amount} recovered`),
          `the report should count ${amount}`,
        );
        return `${order.name} over ${amount} with ${PERCENT_OFF} % off; the report counts it`;
      },
    },
    {
      what: "segment joined",
      run: async () => {
        await until(() => isIn(threeOrders), Boolean, "the third order should lead into the segment");
        return `in "Three orders"`;
      },
    },
    {
      what: "recommendation",
      run: async () => {
        const { handle } = productOf();
        const shown = await until(
          async () =>
            (await shopper.open(`/products/${handle}`)).match(/class="perennial-recommendations__link"/g)
              ?.length ?? 0,
          (count) => count > 0,
          `the page of ${handle} should recommend something`,
          COUNTED_AFTER_MS,
        );
        return `${shown} products beside ${handle} in the first HTML`;
      },
    },
    {
      what: "left in peace",
      run: async () => {
        await moveClock(stack, 24 * HOUR_MS);
        await until(
          () => mailCount(IDLE_EMAIL),
          (count) => count === 2,
          "who still has a cart should get a second message",
        );
        const count = await mailCount(email);
        if (count !== 1) throw new Error(`${email} got ${count} messages`);
        return "a day later only who did not buy is written to again";
      },
    },
    {
      what: "segment left",
      run: async () => {
        await moveClock(stack, 31 * 24 * HOUR_MS);
        await until(
          () => isIn(lastThirtyDays),
          (seen) => seen === false,
          "31 days later nobody ordered lately",
        );
        return `31 days later out of "Ordered lately"`;
      },
    },
  ];
}

/** Goes on to ten in the morning in London, unless there is time enough until the quiet hours of the evening. */
async function moveToTheMorning(stack: Stack): Promise<void> {
  const { now } = await control<{ now: string }>(stack, "clock");
  const hour = Number(
    new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      hourCycle: "h23",
      timeZone: "Europe/London",
    }).format(new Date(now)),
  );
  if (hour >= 9 && hour < 18) return;
  await moveClock(stack, ((34 - hour) % 24) * HOUR_MS);
}

/** The app's processes ask for the time a few times a second; what is signed before they know it would be of the future. */
async function moveClock(stack: Stack, moveMs: number): Promise<void> {
  await control(stack, "clock", { moveMs });
  await new Promise((resolve) => setTimeout(resolve, FOLLOWED_AFTER_MS));
}
