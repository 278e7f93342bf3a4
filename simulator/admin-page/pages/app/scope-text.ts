/** What each scope lets the app do, where the handle does not say it. */
export const scopeText = (scope: string): string => {
  const [verb, ...rest] = scope.replace(/^(?:unauthenticated|customer)_/, "").split("_");
  const what = rest.join(" ").replace("all orders", "all orders, also old ones");
  return `${verb === "write" ? "View and change" : "View"} ${what}`;
};
