/** What Shopify shows of a collection. Its webhooks do not say which products it holds: that is asked for. */
import { z } from "zod";
import { id, instant, readPayload } from "#app/shared/payload.ts";
import { gid, textOrNull } from "./fields.ts";

export interface CollectionState {
  id: bigint;
  title: string;
  handle: string | null;
  updatedAt: Date;
}

const WebhookCollection = z.object({ id, title: z.string(), handle: textOrNull, updated_at: instant });

/** The payload of `collections/create` and `collections/update`. @throws InvalidInput */
export function collectionFromWebhook(payload: unknown): CollectionState {
  const { updated_at: updatedAt, ...rest } = readPayload(WebhookCollection, payload, "The collection");
  return { ...rest, updatedAt };
}

const NodeCollection = z.object({
  id: gid("Collection"),
  title: z.string(),
  handle: textOrNull,
  updatedAt: instant,
});
const NodeMember = z.object({ id: gid("Product") });

/** A collection of the Admin API, or of a bulk query, with all products that it holds. */
export interface CollectionWithProducts {
  collection: CollectionState;
  productIds: bigint[];
}

/** @throws InvalidInput */
export function collectionFromNode(node: unknown, productNodes: readonly unknown[]): CollectionWithProducts {
  return {
    collection: readPayload(NodeCollection, node, "The collection"),
    productIds: productNodes.map((product) => readPayload(NodeMember, product, "The product").id),
  };
}

/** The payload of every deletion in the catalogue: the id and, at most, what the thing was. @throws InvalidInput */
export function deletedIdOf(payload: unknown, what: string): bigint {
  return readPayload(z.object({ id }), payload, what).id;
}
