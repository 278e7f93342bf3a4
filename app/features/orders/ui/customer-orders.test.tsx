import { AppProvider } from "@shopify/polaris";
import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import { FormatsProvider } from "#app/ui/formats.tsx";
import { textsFor } from "#app/ui/i18n.ts";
import type { OrderRecord } from "../repository.server.ts";
import { OrderList } from "./customer-orders.tsx";
import { OrderDetails } from "./order-details.tsx";

const at = (day: number) => new Date(Date.UTC(2026, 2, day));

const ORDER: OrderRecord = {
  id: 1n,
  name: "#1001",
  customerId: 7n,
  currency: "GBP",
  subtotalMinor: 2000n,
  totalMinor: 2495n,
  financialStatus: "partially_refunded",
  processedAt: at(1),
  cancelledAt: null,
  channel: "pos",
  fulfillmentStatus: "partial",
  discountsMinor: 250n,
  shippingMinor: 495n,
  taxMinor: 333n,
  taxesIncluded: true,
  presentmentCurrency: "EUR",
  presentmentTotalMinor: 2910n,
  isTest: true,
  tags: [],
  discountCodes: ["TEN"],
  lines: [
    {
      lineId: "50",
      productId: null,
      variantId: null,
      title: "Lantern",
      sku: null,
      quantity: 3,
      currentQuantity: 2,
      unitPriceMinor: "750",
      discountMinor: "250",
      taxMinor: "333",
    },
  ],
  discounts: [
    { kind: "code", name: "TEN", amountMinor: "150" },
    { kind: "automatic", name: "Spring", amountMinor: "100" },
  ],
  edits: [
    {
      id: "1:2026-03-01T00:00:00.000Z",
      at: at(1),
      added: [{ lineId: "50", quantity: 2 }],
      removed: [{ lineId: "50", quantity: 1 }],
    },
  ],
  transactions: [
    {
      id: "70",
      at: at(1),
      type: "sale",
      status: "failure",
      gateway: "shopify_payments",
      amountMinor: 2910n,
      currency: "EUR",
    },
  ],
  refunds: [
    {
      id: "90",
      at: at(5),
      goodsMinor: 667n,
      paidBackMinor: 1100n,
      shippingMinor: 433n,
      taxMinor: 0n,
      lines: [{ lineId: "50", quantity: 1 }],
    },
  ],
  parcels: [
    {
      id: "80",
      sentAt: at(2),
      deliveredAt: at(4),
      isCancelled: false,
      tracking: [{ company: "Royal Mail", number: "RM123", url: "https://example.com/RM123" }],
      lines: [{ lineId: "50", quantity: 3 }],
    },
  ],
  returns: [
    {
      id: "86",
      status: "requested",
      at: at(4),
      lines: [{ lineId: "50", quantity: 1, reason: "wrong_item" }],
    },
  ],
};

const draw = (element: ReactElement) =>
  renderToStaticMarkup(
    <I18nextProvider i18n={textsFor("en")}>
      <FormatsProvider settings={{ locale: "en", currency: "GBP", timeZone: "UTC" }}>
        <AppProvider i18n={polaris}>{element}</AppProvider>
      </FormatsProvider>
    </I18nextProvider>,
  );

it("an order shows where it was sold, what was paid and how far it is", () => {
  const html = draw(<OrderList orders={[ORDER]} />);
  const badges = ["Partially refunded", "Partly sent", "Test", "Return requested"];
  for (const shown of ["Point of sale", "€29.10 paid", ...badges]) expect(html).toContain(shown);
});

it("what was cancelled before it was sent is not waited for, and the shop's own currency is not said twice", () => {
  const cancelled = { cancelledAt: at(2), fulfillmentStatus: null, presentmentCurrency: "GBP", returns: [] };
  const html = draw(<OrderList orders={[{ ...ORDER, ...cancelled }]} />);
  expect(html).toContain("Cancelled");
  for (const hidden of ["Not sent", " paid<", "Return"]) expect(html).not.toContain(hidden);
});

it("opened, it shows discounts, codes, shipping and tax, what was kept, and what was sent and came back", () => {
  const html = draw(<OrderDetails order={ORDER} />);
  const amounts = ["£2.50", "£4.95", "£3.33", "Refunded £6.67 for goods", "£11.00 paid back"];
  const parts = [
    "TEN (code)",
    "Spring (automatic)",
    "€29.10 by shopify payments failed",
    "2 × Lantern · added",
    "1 × Lantern · taken out",
    "Royal Mail",
    "RM123",
    "£4.33 of it",
    "1 × Lantern · Wrong item",
  ];
  for (const shown of [...amounts, ...parts, "2 kept", "3 × Lantern", "Delivered", "Return requested"])
    expect(html).toContain(shown);
});
