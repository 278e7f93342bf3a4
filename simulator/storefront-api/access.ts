/** What each kind of access to the Storefront API may read and change. */
import { getNamedType, GraphQLError, type GraphQLResolveInfo, isObjectType } from "graphql";
import type { StorefrontAccess } from "./context.ts";

interface Rule {
  scope: string;
  /** Also without a token. */
  isOpen: boolean;
}

const open = (scope: string): Rule => ({ scope, isOpen: true });
const closed = (scope: string): Rule => ({ scope, isOpen: false });

const LISTINGS = "unauthenticated_read_product_listings";

/** By `Type.field`, or by the type that a field gives. */
const RULES: Record<string, Rule> = {
  Product: open(LISTINGS),
  ProductVariant: open(LISTINGS),
  Collection: open(LISTINGS),
  SearchResultItem: open(LISTINGS),
  PredictiveSearchResult: open(LISTINGS),
  Metafield: closed(LISTINGS),
  Cart: open("unauthenticated_read_checkouts"),
  Customer: closed("unauthenticated_read_customers"),
  "Product.tags": closed("unauthenticated_read_product_tags"),
  "QueryRoot.productTags": closed("unauthenticated_read_product_tags"),
  "Product.totalInventory": closed("unauthenticated_read_product_inventory"),
  "ProductVariant.quantityAvailable": closed("unauthenticated_read_product_inventory"),
  "Customer.tags": closed("unauthenticated_read_customer_tags"),
};

function ruleOf(info: GraphQLResolveInfo): Rule | undefined {
  const { parentType, fieldName } = info;
  if (parentType.name === "Mutation") {
    if (fieldName.startsWith("cart")) return open("unauthenticated_write_checkouts");
    if (fieldName.startsWith("customer")) return closed("unauthenticated_write_customers");
  }
  // The scope of a payload's cart or customer was asked for at the mutation.
  if (parentType.name.endsWith("Payload")) return undefined;
  const type = getNamedType(info.returnType);
  const nodes =
    isObjectType(type) && type.name.endsWith("Connection") ? type.getFields()["nodes"] : undefined;
  const subject = nodes ? getNamedType(nodes.type).name : type.name;
  return RULES[`${parentType.name}.${fieldName}`] ?? RULES[subject];
}

const grants = (scopes: readonly string[], wanted: string): boolean =>
  scopes.includes(wanted) || scopes.includes(wanted.replace("_read_", "_write_"));

/** Throws ACCESS_DENIED when the field asks for more than the request may. */
export function checkStorefrontAccess(access: StorefrontAccess, info: GraphQLResolveInfo): void {
  const rule = ruleOf(info);
  if (!rule) return;
  if (access.kind === "tokenless" ? rule.isOpen : grants(access.scopes, rule.scope)) return;
  throw new GraphQLError(
    `Access denied for ${info.fieldName} field. Required access: \`${rule.scope}\` access scope.`,
    {
      extensions: {
        code: "ACCESS_DENIED",
        documentation: "https://shopify.dev/api/usage/access-scopes",
        requiredAccess: `\`${rule.scope}\` access scope.`,
      },
    },
  );
}
