/** Customers by what names exactly one of them. */
import { normalizePhone } from "#simulator/state/customers-phone.ts";
import { customerByEmail, customerByPhone } from "#simulator/state/indexes.ts";
import { parseGid } from "#simulator/ids.ts";
import { findByUniqueValue, resolveNamespace } from "#simulator/state/metafields.ts";
import { findDefinition } from "#simulator/state/metafields-definitions.ts";
import type { Customer } from "#simulator/state/model.ts";
import { GraphQLError } from "graphql";
import type { ApiContext } from "../context.ts";
import { idOfType } from "../ids.ts";

export interface CustomId {
  namespace?: string | null;
  key: string;
  value: string;
}

/** By a metafield of the type `id`, whose values are unique; without such a definition Shopify refuses the question. */
export function customerByCustomId(
  { namespace, key, value }: CustomId,
  context: ApiContext,
): Customer | null {
  const { shop, app } = context;
  const resolved = resolveNamespace(namespace, app.appId);
  const at = { ownerType: "CUSTOMER", namespace: resolved, key };
  if (findDefinition(shop, at)?.type !== "id") {
    throw new GraphQLError("Metafield definition of type 'id' is required when using custom ids.", {
      extensions: { code: "NOT_FOUND" },
    });
  }
  const owner = parseGid(findByUniqueValue(shop, at, value)?.ownerGid ?? "");
  return owner ? (shop.customers.get(owner.id) ?? null) : null;
}

/** `CustomerIdentifierInput`: exactly one of its fields is given. */
export function customerByIdentifier(
  identifier: {
    id?: string | null;
    emailAddress?: string | null;
    phoneNumber?: string | null;
    customId?: CustomId | null;
  },
  context: ApiContext,
): Customer | null {
  const { id, emailAddress, phoneNumber, customId } = identifier;
  const { shop } = context;
  if (id) return shop.customers.get(idOfType(id, "Customer") ?? -1n) ?? null;
  if (emailAddress) return customerByEmail(shop, emailAddress);
  if (customId) return customerByCustomId(customId, context);
  const phone = normalizePhone(phoneNumber ?? "", shop.countryCode);
  return phone ? customerByPhone(shop, phone) : null;
}
