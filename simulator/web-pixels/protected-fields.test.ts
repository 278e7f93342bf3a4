import { expect, it } from "vitest";
import { FULL_ACCESS, type ProtectedDataAccess } from "#simulator/admin-api/protected-data.ts";
import { forApp } from "./protected-fields.ts";

const person = {
  firstName: "Ada",
  lastName: "Ward",
  email: "ada@example.com",
  phone: "+441134960000",
  address1: "1 High Street",
  zip: "LS1 1AA",
  city: "Leeds",
};
const data = () => ({
  checkout: { shippingAddress: { ...person }, order: { id: "1", customer: { id: "2" } } },
  shop: { name: "Shop" },
});

it.each<[string, Partial<ProtectedDataAccess>, Partial<typeof person> | object]>([
  ["everything", {}, {}],
  ["no names", { name: false }, { firstName: null, lastName: null }],
  ["no e-mail", { email: false }, { email: null }],
  ["no phone", { phone: false }, { phone: null }],
  ["no address", { address: false }, { address1: null, zip: null }],
])("with %s what is not approved is null and the rest is there", (_name, access, hidden) => {
  const app = { protectedCustomerData: { ...FULL_ACCESS, ...access } };
  expect(forApp(app, data())).toEqual({
    ...data(),
    checkout: { ...data().checkout, shippingAddress: { ...person, ...hidden } },
  });
});

it("tells of no customer without level 1, and of all to an app that says nothing", () => {
  const shown = forApp({ protectedCustomerData: { ...FULL_ACCESS, level1: false } }, data());
  expect(shown.checkout.order).toEqual({ id: "1", customer: null });
  expect(shown.checkout.shippingAddress).toMatchObject({ email: null, city: "Leeds" });
  expect(forApp({}, data())).toEqual(data());
});
