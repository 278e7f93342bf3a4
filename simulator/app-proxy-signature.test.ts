import { expect, it } from "vitest";
import { signProxyQuery } from "./app-proxy-signature.ts";

const query = (customer: string): URLSearchParams =>
  new URLSearchParams(
    `extra=1&extra=2&shop=shop-name.myshopify.com${customer}&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555`,
  );

it("reproduces the example of Shopify's documentation", () => {
  expect(signProxyQuery(query(""), "hush")).toBe(
    "a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3",
  );
});

it("reproduces the example with a customer", () => {
  expect(signProxyQuery(query("&logged_in_customer_id=1"), "hush")).toBe(
    "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb",
  );
});

it("leaves out a signature that is already there", () => {
  const signed = query("");
  signed.set("signature", "anything");
  expect(signProxyQuery(signed, "hush")).toBe(signProxyQuery(query(""), "hush"));
});
