/** Says that something worked. Never for errors: those stay where they arose. */
export function showToast(text: string): void {
  window.shopify?.toast?.show(text);
}
