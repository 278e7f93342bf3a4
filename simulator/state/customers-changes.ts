/** What is told when a customer has changed. */
import {
  customerPayload,
  emailConsentPayload,
  purchasingSummaryPayload,
  smsConsentPayload,
  tagsPayload,
} from "#simulator/webhooks/customer-payloads.ts";
import { tagsNotIn } from "./customers-tags.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { noteCustomer } from "./indexes.ts";
import type { Customer, MarketingConsent } from "./model.ts";
import { watchSegments } from "./segments/watch.ts";

const said = ({ state, optInLevel, updatedAt }: MarketingConsent): string =>
  `${state} ${optInLevel} ${updatedAt?.getTime()}`;

const contents = (customer: Customer): string =>
  JSON.stringify(customer, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));

/** Webhooks about tags and consent that differ from before. */
export function detailChanges(
  environment: CommandEnvironment,
  before: Pick<Customer, "tags" | "emailMarketing" | "smsMarketing">,
  customer: Customer,
): Change[] {
  const { shop, clock } = environment;
  const changes: Change[] = [];
  const added = tagsNotIn(customer.tags, before.tags);
  const removed = tagsNotIn(before.tags, customer.tags);
  if (added.length > 0) {
    changes.push({ topic: "customer.tags_added", payload: tagsPayload(customer, added, clock()) });
  }
  if (removed.length > 0) {
    changes.push({ topic: "customer.tags_removed", payload: tagsPayload(customer, removed, clock()) });
  }
  if (customer.email !== null && said(before.emailMarketing) !== said(customer.emailMarketing)) {
    const payload = emailConsentPayload(shop, customer);
    changes.push({ topic: "customers_email_marketing_consent/update", payload });
  }
  if (said(before.smsMarketing) !== said(customer.smsMarketing)) {
    changes.push({ topic: "customers_marketing_consent/update", payload: smsConsentPayload(shop, customer) });
  }
  return changes;
}

/**
 * Changes a customer and tells it: customers/update, the topics of tags, consent and segments, and `also`. When `change`
 * leaves everything as it was, nothing is told. Gives whether something changed.
 */
export function changeCustomer(
  environment: CommandEnvironment,
  customer: Customer,
  change: () => void,
  also: (customer: Customer) => Change[] = () => [],
): boolean {
  const { shop } = environment;
  const before = { ...customer };
  const text = contents(customer);
  const segments = watchSegments(environment, [customer.id]);
  change();
  if (contents(customer) === text) return false;
  customer.updatedAt = environment.clock();
  noteCustomer(shop, customer);
  environment.emit([
    ...also(customer),
    { topic: "customers/update", payload: customerPayload(shop, customer) },
    ...detailChanges(environment, before, customer),
    ...segments(),
  ]);
  return true;
}

/** For commands that change a customer's orders: customers/purchasing_summary. */
export function purchasingSummary(environment: CommandEnvironment, customer: Customer): Change {
  return {
    topic: "customers/purchasing_summary",
    payload: purchasingSummaryPayload(environment.shop, customer, environment.clock()),
  };
}
