/** The bulk queries that import a store's catalogue. Their lines are read by the readers of the Admin API's nodes. */

export const PRODUCTS_BULK_QUERY = `{
  products {
    edges { node {
      id title handle vendor productType status tags createdAt publishedAt updatedAt
      featuredMedia { preview { image { url } } }
      variants { edges { node {
        id title sku barcode price compareAtPrice position inventoryPolicy updatedAt
        inventoryItem { id }
      } } }
    } }
  }
}`;

export const STOCK_BULK_QUERY = `{
  inventoryItems {
    edges { node {
      id sku tracked updatedAt
      unitCost { amount }
      inventoryLevels { edges { node {
        id updatedAt
        location { id }
        quantities(names: ["available"]) { quantity }
      } } }
    } }
  }
}`;

export const COLLECTIONS_BULK_QUERY = `{
  collections {
    edges { node {
      id title handle updatedAt
      products { edges { node { id } } }
    } }
  }
}`;
