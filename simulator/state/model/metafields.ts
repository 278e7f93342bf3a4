/** Metafields and their definitions. */

export interface Metafield {
  id: bigint;
  /** Global id of the owner, for example `gid://shopify/Customer/7`. */
  ownerGid: string;
  /** Resolved: `$app:loyalty` is stored as `app--<appId>--loyalty`. */
  namespace: string;
  key: string;
  /** Metafield type, for example `number_integer` or `json`. */
  type: string;
  value: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface MetafieldDefinition {
  id: bigint;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  validations: { name: string; value: string }[];
  access: { admin: string; storefront: string; customerAccount: string };
  capabilities: { adminFilterable: boolean; uniqueValues: boolean; smartCollectionCondition: boolean };
  /** Its place among the pinned definitions of its owner type, 1 = first pinned; null = not pinned. */
  pinnedPosition: number | null;
  createdAt: Date;
  updatedAt: Date;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newMetafieldDefinition(
  given: Given<MetafieldDefinition, "id" | "ownerType" | "namespace" | "key" | "type" | "createdAt">,
): MetafieldDefinition {
  return {
    name: given.key,
    description: null,
    validations: [],
    access: { admin: "PUBLIC_READ_WRITE", storefront: "NONE", customerAccount: "NONE" },
    capabilities: { adminFilterable: false, uniqueValues: false, smartCollectionCondition: false },
    pinnedPosition: null,
    updatedAt: given.createdAt,
    ...given,
  };
}
