/** The main path, walked over HTTP as a merchant and a shopper would: what `npm run demo -- --check` does. */
import { recoverySteps } from "./check-recovery.ts";
import { type DemoOrder, type Step, until } from "./check-step.ts";
import {
  control,
  install,
  placeBlocks,
  startProgramme,
  waitForImport,
  waitUntilSettled,
} from "./open-store.ts";
import { Shopper, textOf } from "./shopper.ts";
import type { Stack } from "./stack.ts";

/** Walks the path and prints each step with its time. Returns 0 when every step was as expected, else 1. */
export async function checkMainPath(stack: Stack): Promise<number> {
  const shopper = new Shopper(stack.storefrontUrl);
  const email = "check@example.com";
  const address = {
    email,
    first_name: "Robin",
    last_name: "Check",
    address1: "1 High Street",
    city: "London",
    zip: "N1 1AA",
    country_code: "GB",
  };
  let product = { variantId: "", handle: "", title: "", price: 0n };
  let order: DemoOrder | undefined;
  let earned = 0n;

  const pointsOnAccount = async () => {
    const found = /perennial-balance__amount[^>]*>([^<]*)</.exec(await shopper.open("/account"));
    return found?.[1] ? BigInt(found[1].replaceAll(/[^\d-]/g, "") || "0") : null;
  };
  const latestOrder = async () => {
    const { orders } = await control<{ orders: DemoOrder[] }>(stack, `orders?customerEmail=${email}&limit=1`);
    if (!orders[0]) throw new Error("the order is not in the shop");
    return orders[0];
  };

  const steps: Step[] = [
    {
      what: "install",
      run: async () => install(stack).then(() => "the app opened in the admin with a token of its own"),
    },
    {
      what: "import",
      run: async () => {
        const { customers, orders } = await waitForImport(stack);
        if (customers === 0 || orders === 0) throw new Error("nothing was imported");
        return `${customers} customers, ${orders} orders of the past`;
      },
    },
    {
      what: "programme",
      run: async () => {
        await startProgramme(stack);
        await placeBlocks(stack);
        await waitUntilSettled(stack);
        return "1 point for every £1, 500 points for £5; the past year's orders earned, Shopify knows the balances";
      },
    },
    {
      what: "product page",
      run: async () => {
        const { products } = await control<{
          products: { handle: string; title: string; variants: { id: string; price: string }[] }[];
        }>(stack, "products?limit=200");
        const found = products.find(({ variants }) => BigInt(variants[0]?.price ?? 0) >= 300n);
        if (!found?.variants[0]) throw new Error("no product costs £3 or more");
        product = {
          variantId: found.variants[0].id,
          handle: found.handle,
          title: found.title,
          price: BigInt(found.variants[0].price),
        };
        const text = textOf(await shopper.open(`/products/${product.handle}`));
        const said = /Earn [\d,]+ points?/.exec(text)?.[0];
        if (!said) throw new Error("the page does not say how many points the product earns");
        return `"${said}" in the first HTML of ${product.handle}`;
      },
    },
    {
      what: "order",
      run: async () => {
        await shopper.send("/account", {
          "customer[email]": email,
          "customer[first_name]": "Robin",
          "customer[last_name]": "Check",
        });
        await shopper.signIn(email);
        await shopper.buy(product.variantId, 200, address);
        order = await latestOrder();
        earned = BigInt(order.subtotal) / 100n;
        return `${order.name} over ${Number(order.subtotal) / 100} paid in the storefront`;
      },
    },
    {
      what: "points on the page",
      run: async () => {
        const points = await until(
          pointsOnAccount,
          (seen) => seen === earned,
          `the account page should show ${earned} points`,
        );
        return `${points} points in the first HTML of the account page`;
      },
    },
    {
      what: "redeem",
      run: async () => {
        const page = await shopper.open("/apps/perennial/rewards");
        const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
        await shopper.send("/apps/perennial/redeem?view=page", {
          reward: field("reward"),
          redemption: field("redemption"),
          token: field("token"),
        });
        const code = await until(
          async () =>
            /<code[^>]*>([A-Z0-9]+)<\/code>/.exec(await shopper.open("/apps/perennial/rewards"))?.[1] ?? null,
          (seen) => seen !== null,
          "the rewards page should show a code",
        );
        const left = await until(
          pointsOnAccount,
          (seen) => seen === earned - 500n,
          "500 points should be spent",
        );
        return `code ${code}, ${left} points left`;
      },
    },
    {
      what: "second order",
      run: async () => {
        const code = /<code[^>]*>([A-Z0-9]+)<\/code>/.exec(
          await shopper.open("/apps/perennial/rewards"),
        )?.[1];
        await shopper.buy(product.variantId, 10, address, code);
        const second = await latestOrder();
        const price = product.price * 10n;
        if (BigInt(second.subtotal) !== price - 500n)
          throw new Error(`expected £5 off ${price}, the subtotal is ${second.subtotal}`);
        const gained = BigInt(second.subtotal) / 100n;
        await until(
          pointsOnAccount,
          (seen) => seen === earned - 500n + gained,
          "the discounted order should earn points",
        );
        if ((await shopper.open("/apps/perennial/rewards")).includes(code ?? "no code")) {
          throw new Error(`${code} was used, yet the rewards page still offers it`);
        }
        return `${second.name} with £5 off`;
      },
    },
    {
      what: "refund",
      run: async () => {
        if (!order) throw new Error("there is no order");
        await control(stack, `orders/${order.id}/refund`, {});
        return `${order.name} refunded in full at Shopify`;
      },
    },
    {
      what: "points gone",
      run: async () => {
        const second = await latestOrder();
        const expected = BigInt(second.subtotal) / 100n - 500n;
        const points = await until(
          pointsOnAccount,
          (seen) => seen === expected,
          `the account page should show ${expected} points`,
        );
        return `${points} points: exactly what ${order?.name} gave is gone, the redemption stays`;
      },
    },
    ...recoverySteps(stack, { shopper, address, productOf: () => product, latestOrder }),
  ];

  const startedAt = performance.now();
  for (const { what, run } of steps) {
    const stepStartedAt = performance.now();
    const took = () => `${(performance.now() - stepStartedAt).toFixed(0)} ms`.padStart(9);
    try {
      const seen = await run();
      console.log(`  ok    ${what.padEnd(18)} ${took()}  ${seen}`);
    } catch (error) {
      console.log(
        `  FAIL  ${what.padEnd(18)} ${took()}  ${error instanceof Error ? error.message : String(error)}`,
      );
      for (const process of [stack.web, stack.worker, stack.simulator])
        console.error(process.output().slice(-2000));
      return 1;
    }
  }
  console.log(`  The main path works; walked in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return 0;
}
