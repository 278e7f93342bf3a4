/** What happens on a page of the storefront, in Shopify's words, before the browser adds when and where. */
export interface PageEvent {
  /** `page_viewed`, `product_added_to_cart` … */
  name: string;
  data: Record<string, unknown>;
}
