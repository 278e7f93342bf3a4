/** Signing in and out through the Storefront API (classic accounts). */
import { randomBytes } from "node:crypto";
import { customerByEmail } from "#simulator/state/indexes.ts";
import type { Customer, CustomerAccessToken } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import type { StorefrontContext, StorefrontModel } from "../context.ts";

const LIFETIME_MS = 30 * 24 * 3600 * 1000;

/** The customer whom a valid token belongs to. */
export function customerOfToken(context: StorefrontContext, token: string): Customer | null {
  const known = context.shop.customerAccessTokens.get(token);
  if (!known || known.expiresAt <= context.now) return null;
  return context.shop.customers.get(known.customerId) ?? null;
}

const userError = (field: string[] | null, message: string, code: string) => ({ field, message, code });

function issue({ shop, now }: StorefrontContext, customerId: bigint): CustomerAccessToken {
  const token = {
    accessToken: randomBytes(16).toString("hex"),
    customerId,
    expiresAt: new Date(now.getTime() + LIFETIME_MS),
  };
  shop.customerAccessTokens.set(token.accessToken, token);
  return token;
}

const answer = (token: CustomerAccessToken | null, errors: ReturnType<typeof userError>[]) => ({
  customerAccessToken: token,
  customerUserErrors: errors,
  userErrors: errors.map(({ field, message }) => ({ field, message })),
});

/** Customers of the simulator have no passwords: any will do, as at the storefront's log-in page. */
function signIn(context: StorefrontContext, { email, password }: { email: string; password: string }) {
  if (!email) return answer(null, [userError(["input", "email"], "Email can't be blank", "BLANK")]);
  if (!password) return answer(null, [userError(["input", "password"], "Password can't be blank", "BLANK")]);
  const customer = customerByEmail(context.shop, email);
  if (customer?.state !== "ENABLED") {
    return answer(null, [userError(null, "Unidentified customer", "UNIDENTIFIED_CUSTOMER")]);
  }
  return answer(issue(context, customer.id), []);
}

export const customerAccessTokenModel: StorefrontModel = {
  accessToken: (token: CustomerAccessToken) => token.accessToken,
  expiresAt: (token: CustomerAccessToken) => graphqlTime(token.expiresAt),
};

export const customerMutations: StorefrontModel = {
  customerAccessTokenCreate: (_root, args, context) =>
    signIn(context, args["input"] as { email: string; password: string }),
  customerAccessTokenRenew: (_root, args, context) => {
    const given = String(args["customerAccessToken"]);
    const customer = customerOfToken(context, given);
    const errors = [{ field: ["customerAccessToken"], message: "Access denied" }];
    if (!customer) return { customerAccessToken: null, userErrors: errors };
    context.shop.customerAccessTokens.delete(given);
    return { customerAccessToken: issue(context, customer.id), userErrors: [] };
  },
  customerAccessTokenDelete: (_root, args, context) => {
    const given = String(args["customerAccessToken"]);
    const isKnown = customerOfToken(context, given) !== null;
    context.shop.customerAccessTokens.delete(given);
    return {
      deletedAccessToken: isKnown ? given : null,
      deletedCustomerAccessTokenId: isKnown ? given : null,
      userErrors: isKnown ? [] : [{ field: ["customerAccessToken"], message: "Access denied" }],
    };
  },
};
