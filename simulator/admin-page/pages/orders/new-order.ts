/** An order placed by hand. */
import type { Reply } from "#simulator/http.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import { customerByEmail, customerByPhone } from "#simulator/state/indexes.ts";
import type { CartLine } from "#simulator/state/model.ts";
import { form, type FormControls } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import type { PageContext } from "../../page-context.ts";
import { answer, listOf, refused, textOf } from "../../routes.ts";
import { chooseVariant, productNames } from "../product-choice.ts";

const LINES = [1, 2, 3, 4];
const SUGGESTED_CUSTOMERS = 100;

function customerAddresses(context: PageContext): Html {
  const addresses: string[] = [];
  for (const { email } of context.runtime.shop.customers.values()) {
    if (addresses.length >= SUGGESTED_CUSTOMERS) break;
    if (email) addresses.push(email);
  }
  return html`<datalist id="customer-addresses">
    ${addresses.map((email) => html`<option value="${email}"></option>`)}
  </datalist>`;
}

function fields(context: PageContext, controls: FormControls): Html {
  const { shop } = context.runtime;
  const asked = context.url.searchParams.get("customer");
  const customer = asked && /^\d+$/.test(asked) ? shop.customers.get(BigInt(asked)) : undefined;
  const locations = [...shop.locations.values()].filter((location) => location.isActive);
  return html`${controls.text({
      name: "customer",
      label: "Customer",
      value: customer?.email ?? customer?.phone,
      list: "customer-addresses",
      isWide: true,
      hint: "E-mail address or phone number in international form. Somebody new becomes a customer; empty is a sale to nobody.",
    })}
    ${LINES.map(
      (line) =>
        html`<div class="pair wide">
          ${controls.text({
            name: `product-${line}`,
            label: line === 1 ? "Product" : `Product ${line}`,
            list: "product-names",
            isRequired: line === 1,
            placeholder: line === 1 ? "Name or SKU" : "",
          })}
          ${controls.text({
            name: `quantity-${line}`,
            label: "Pieces",
            type: "number",
            min: 1,
            value: 1,
          })}
        </div>`,
    )}
    ${controls.text({ name: "codes", label: "Discount codes", hint: "With commas between them." })}
    ${controls.text({ name: "giftCards", label: "Gift card codes", hint: "With commas between them." })}
    ${controls.select({
      name: "source",
      label: "Where",
      options: [
        { value: "web", label: "Online store" },
        ...locations.map((location) => ({ value: `pos ${location.id}`, label: `Till: ${location.name}` })),
      ],
    })}
    ${controls.select({
      name: "payment",
      label: "Payment",
      options: [
        { value: "paid", label: "Paid" },
        { value: "pending", label: "Not paid yet" },
      ],
    })}
    ${controls.text({ name: "shipping", label: `Shipping (${shop.currency})`, hint: "Empty: the store's flat rate." })}
    ${
      shop.markets.length > 1 &&
      controls.select({
        name: "currency",
        label: "Customer pays in",
        options: [...new Set(shop.markets.map((market) => market.currency))],
      })
    }
    ${controls.text({ name: "tags", label: "Tags", hint: "With commas between them." })}
    ${controls.area({ name: "note", label: "Note", rows: 2, isWide: true })}
    <div class="wide">
      ${controls.check({ name: "storeCredit", label: "Use the customer's store credit" })}
      ${controls.check({ name: "test", label: "Test order" })}
    </div>`;
}

export function newOrderPage(context: PageContext): string {
  return layout(context, {
    title: "Place an order",
    up: { label: "Orders", path: "/orders" },
    content: html`<section class="card narrow">
      ${form(context, {
        key: "new-order",
        action: `${context.base}/orders/new`,
        fields: (controls) => fields(context, controls),
        submit: "Place order",
      })}
      ${customerAddresses(context)} ${productNames(context.runtime.shop)}
    </section>`,
  });
}

function readLines(context: PageContext): { lines: CartLine[]; errors: CommandError[] } {
  const lines: CartLine[] = [];
  const errors: CommandError[] = [];
  for (const line of LINES) {
    const name = textOf(context, `product-${line}`);
    if (name === "") continue;
    const quantity = Number(textOf(context, `quantity-${line}`) || 1);
    const choice = chooseVariant(context.runtime.shop, name);
    if (choice.ok) lines.push({ variantId: choice.variant.id, quantity });
    else errors.push({ field: `product-${line}`, message: choice.message });
    if (!Number.isInteger(quantity) || quantity < 1) {
      errors.push({ field: `quantity-${line}`, message: "Pieces must be a whole number above 0." });
    }
  }
  if (lines.length === 0 && errors.length === 0) {
    errors.push({ field: "product-1", message: "Name at least one product." });
  }
  return { lines, errors };
}

export function placeOrder(context: PageContext): Reply {
  const { commands, shop } = context.runtime;
  const { lines, errors } = readLines(context);
  const shipping = textOf(context, "shipping");
  const amount = shipping === "" ? undefined : parseDecimal(shipping);
  if (amount === null) errors.push({ field: "shipping", message: `"${shipping}" is not an amount.` });
  if (amount === null || errors.length > 0) return refused(context, errors, newOrderPage);
  const contact = textOf(context, "customer");
  const isAddress = contact.includes("@");
  const customer = isAddress ? customerByEmail(shop, contact) : customerByPhone(shop, contact);
  const [source = "web", location] = textOf(context, "source").split(" ");
  const outcome = commands.placeOrder({
    customerId: customer?.id ?? null,
    email: isAddress ? contact : undefined,
    phone: contact !== "" && !isAddress ? contact : undefined,
    lines,
    discountCodes: listOf(context, "codes"),
    giftCardCodes: listOf(context, "giftCards"),
    useStoreCredit: context.form.has("storeCredit"),
    shipping: amount,
    sourceName: source,
    locationId: location === undefined ? undefined : BigInt(location),
    presentmentCurrency: textOf(context, "currency") || undefined,
    paid: textOf(context, "payment") !== "pending",
    note: textOf(context, "note") || undefined,
    tags: listOf(context, "tags"),
    test: context.form.has("test"),
  });
  const to = outcome.ok ? `${context.base}/orders/${outcome.order.id}` : "";
  return answer(context, outcome, { to, text: "Order placed.", page: newOrderPage });
}
