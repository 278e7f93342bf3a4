/** The addresses of webhooks. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import type { Delivery } from "#simulator/webhooks/delivery.ts";
import type { PageContext } from "../../page-context.ts";
import { done, type Section } from "../../routes.ts";
import { deliveriesPage, deliveryPage, subscriptionsPage } from "./delivery-pages.ts";
import { sendTest, testPage } from "./test-page.ts";

const deliveryOf = (context: PageContext, id: string): Delivery | undefined =>
  context.control.deliveries().find((each) => String(each.id) === id);

/** The same webhook once more, with its ids. */
function sendAgain(context: PageContext, id: string): Reply | null {
  const known = deliveryOf(context, id);
  if (!known) return null;
  const { topic, body, eventId, webhookId, shopDomain, url, triggeredAt } = known;
  const [sent] = context.control.sendWebhook({
    topic,
    body,
    eventId,
    webhookId,
    shopDomain,
    uri: url,
    triggeredAt: triggeredAt.toISOString(),
  });
  return done(`${context.base}/webhooks/${sent!.id}`, "On its way again.");
}

export const webhooksSection: Section = {
  pages: [
    [/^\/webhooks$/, (context) => htmlReply(deliveriesPage(context))],
    [/^\/webhooks\/subscriptions$/, (context) => htmlReply(subscriptionsPage(context))],
    [/^\/webhooks\/test$/, (context) => htmlReply(testPage(context))],
    [
      /^\/webhooks\/(\d+)$/,
      (context, id = "") => {
        const delivery = deliveryOf(context, id);
        return delivery ? htmlReply(deliveryPage(context, delivery)) : null;
      },
    ],
  ],
  actions: [
    { pattern: /^\/webhooks\/test$/, act: sendTest },
    { pattern: /^\/webhooks\/(\d+)\/send$/, act: (context, id = "") => sendAgain(context, id) },
  ],
};
