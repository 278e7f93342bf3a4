import { describe, expect, it } from "vitest";
import { customerFromBulk } from "./customer-bulk.ts";

const LINE = {
  id: "gid://shopify/Customer/9007199254740999",
  firstName: "Alex",
  lastName: null,
  note: null,
  locale: "en",
  state: "ENABLED",
  tags: ["vip"],
  verifiedEmail: true,
  taxExempt: false,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-02-01T00:00:00Z",
  defaultEmailAddress: {
    emailAddress: "alex@example.com",
    marketingState: "SUBSCRIBED",
    marketingOptInLevel: "SINGLE_OPT_IN",
    marketingUpdatedAt: "2026-01-02T00:00:00Z",
  },
  defaultPhoneNumber: null,
  defaultAddress: { id: "gid://shopify/MailingAddress/2?model_name=CustomerAddress" },
};
const HOME = {
  __parentId: LINE.id,
  id: "gid://shopify/MailingAddress/2?model_name=CustomerAddress",
  name: "Alex",
  city: "Leeds",
  countryCodeV2: "GB",
};

describe("a customer of the import", () => {
  it("is read with addresses, tags and consents; ids keep every digit", () => {
    const other = { ...HOME, id: "gid://shopify/MailingAddress/3?model_name=CustomerAddress" };
    expect(customerFromBulk(LINE, [other, HOME])).toMatchObject({
      id: 9007199254740999n,
      accountState: "enabled",
      tags: ["vip"],
      defaultAddress: { id: "2", city: "Leeds", countryCode: "GB", isDefault: true },
      addresses: [{ id: "3", isDefault: false }, { id: "2" }],
      consents: [{ channel: "email", state: "SUBSCRIBED", changedAt: new Date("2026-01-02T00:00:00Z") }],
    });
  });

  it("is refused by the name of the field", () => {
    expect(() => customerFromBulk({ ...LINE, updatedAt: "yesterday" }, [])).toThrow(/updatedAt/);
    expect(() => customerFromBulk({ ...LINE, id: "gid://shopify/Order/1" }, [])).toThrow(/Customer/);
  });
});
