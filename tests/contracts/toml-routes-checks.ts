/**
 * Checks that shopify.app.toml, the routes, the delivery handlers and Shopify's own lists agree. Each takes plain inputs
 * and returns its complaints; none means it passed.
 */

/** Route file (without its folder) → its source. */
export type RouteFiles = Record<string, string>;

export interface Subscription {
  topics: string[];
  complianceTopics: string[];
  uri: string;
}

/** Every public app must answer these three; they are no members of the Admin API's list of topics. */
export const COMPLIANCE_TOPICS = ["customers/data_request", "customers/redact", "shop/redact"];

/** The path segments of a flat-route file, such as `proxy.panel.ts` → ["proxy", "panel"]; "*" stands for anything. */
export function routeSegments(file: string): string[] {
  const name = file.replace(/\/route\.tsx?$/, "").replace(/\.tsx?$/, "");
  return name
    .split(".")
    .filter((segment) => !segment.startsWith("_"))
    .map((segment) => (segment === "$" ? "**" : segment.startsWith("$") ? "*" : segment.replace(/_$/, "")));
}

function matches(segments: readonly string[], uri: string): boolean {
  const wanted = uri.split("/").filter(Boolean);
  for (const [position, segment] of segments.entries()) {
    if (segment === "**") return true;
    if (wanted[position] === undefined || (segment !== "*" && segment !== wanted[position])) return false;
  }
  return segments.length === wanted.length;
}

const routesFor = (uri: string, routes: RouteFiles) =>
  Object.keys(routes).filter((file) => matches(routeSegments(file), uri));

/** Every webhook address has a route with an action, and every `webhooks.*` route is some subscription's. */
export function webhookRouteFaults(subscriptions: readonly Subscription[], routes: RouteFiles): string[] {
  const own = Object.keys(routes).filter((file) => /^webhooks[./]/.test(file));
  return [
    ...subscriptions.flatMap(({ uri }) => {
      const found = routesFor(uri, routes);
      if (found.length === 0) return [`${uri}: no route handles it`];
      return found.some((file) => /export (?:async )?(?:function|const) action\b/.test(routes[file] ?? ""))
        ? []
        : [`${uri}: ${found.join(", ")} has no action`];
    }),
    ...own
      .filter((file) => !subscriptions.some(({ uri }) => matches(routeSegments(file), uri)))
      .map((file) => `${file}: no subscription leads there`),
  ];
}

/** The app proxy's address has routes below it, and every `proxy.*` route lies below it. */
export function proxyRouteFaults(proxyUrl: string, routes: RouteFiles): string[] {
  const base = new URL(proxyUrl, "https://app.example").pathname.split("/").filter(Boolean);
  const lies = (file: string) => {
    const segments = routeSegments(file);
    return segments.length > base.length && base.every((segment, position) => segment === segments[position]);
  };
  const files = Object.keys(routes);
  return [
    ...(files.some(lies) ? [] : [`${proxyUrl}: no route handles it`]),
    ...files
      .filter((file) => /^proxy[./]/.test(file) && !lies(file))
      .map((file) => `${file}: not below ${proxyUrl}`),
  ];
}

/** Every topic is subscribed once and has a handler; every handler has its topic. */
export function topicHandlerFaults(
  subscriptions: readonly Subscription[],
  handlers: readonly string[],
): string[] {
  const topics = subscriptions.flatMap((one) => [...one.topics, ...one.complianceTopics]);
  return [
    ...topics
      .filter((topic, position) => topics.indexOf(topic) !== position)
      .map((t) => `${t}: subscribed twice`),
    ...topics.filter((topic) => !handlers.includes(topic)).map((t) => `${t}: no handler`),
    ...handlers.filter((topic) => !topics.includes(topic)).map((t) => `${t}: a handler, but no subscription`),
  ];
}

/** `orders/create` → `ORDERS_CREATE`. */
export const enumNameOf = (topic: string) => topic.replaceAll(/[/.]/g, "_").toUpperCase();

/** Every topic is one that Shopify knows, and all three compliance topics are there, where they belong. */
export function topicNameFaults(subscriptions: readonly Subscription[], known: readonly string[]): string[] {
  const compliance = subscriptions.flatMap((one) => one.complianceTopics);
  return [
    ...subscriptions
      .flatMap((one) => one.topics)
      .filter((topic) => !known.includes(enumNameOf(topic)))
      .map((topic) => `${topic}: not a topic of this API version`),
    ...compliance
      .filter((topic) => !COMPLIANCE_TOPICS.includes(topic))
      .map((topic) => `${topic}: not a compliance topic`),
    ...COMPLIANCE_TOPICS.filter((topic) => !compliance.includes(topic)).map((topic) => `${topic}: missing`),
  ];
}

/** Something that needs one of some access scopes. */
export interface ScopeNeed {
  what: string;
  /** Any of these will do. */
  anyOf: readonly string[];
}

const grants = (scope: string, wanted: string) =>
  scope === wanted || scope === wanted.replace(/^(unauthenticated_)?read_/, "$1write_");

/** Every need is met by a scope of the toml (writing includes reading), and every scope meets some need. */
export function scopeFaults(scopes: readonly string[], needs: readonly ScopeNeed[]): string[] {
  const isMet = (need: ScopeNeed) =>
    need.anyOf.some((wanted) => scopes.some((scope) => grants(scope, wanted)));
  const isNeeded = (scope: string) => needs.some((need) => need.anyOf.includes(scope));
  return [
    ...needs.filter((need) => !isMet(need)).map((need) => `${need.what} needs ${need.anyOf.join(" or ")}`),
    ...scopes.filter((scope) => !isNeeded(scope)).map((scope) => `${scope}: nothing needs it`),
  ];
}

/** What the description of a topic says that it needs, such as "Requires the `read_orders` scope". */
export function scopesInDescription(description: string): string[] {
  const sentence = /Requires[^.]*\./.exec(description)?.[0] ?? "";
  return [...sentence.matchAll(/`((?:read|write)_\w+)`/g)].map(([, scope]) => scope ?? "");
}
