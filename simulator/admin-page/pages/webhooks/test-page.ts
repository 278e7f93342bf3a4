/** A webhook sent by hand: any topic, any body, signed well or badly. */
import type { Reply } from "#simulator/http.ts";
import { SENT_TOPICS } from "#simulator/webhooks/topics.ts";
import { form } from "../../forms.ts";
import { html } from "../../html.ts";
import { layout } from "../../layout.ts";
import type { PageContext } from "../../page-context.ts";
import { done, refused, textOf } from "../../routes.ts";
import { webhookTabs } from "./delivery-pages.ts";

/** The newest body of the topic, to begin with. */
const exampleOf = ({ control }: PageContext, topic: string): string =>
  control.deliveries().findLast((each) => each.topic === topic)?.body ?? "{}";

function topicsOf({ runtime }: PageContext): string[] {
  return [...new Set([...runtime.app.subscriptions.map(({ topic }) => topic), ...SENT_TOPICS])].toSorted();
}

const SIGNATURES = [
  { value: "", label: "Good" },
  { value: "bad", label: "Made with another secret" },
  { value: "none", label: "None" },
];

export function testPage(context: PageContext): string {
  const topics = topicsOf(context);
  const topic = context.url.searchParams.get("topic") ?? context.form.get("topic") ?? topics[0] ?? "";
  const { app } = context.runtime;
  return layout(context, {
    title: "Webhooks",
    content: html`${webhookTabs(context)}
      <form class="search">
        <select name="topic" aria-label="Topic to begin with">
          ${topics.map((each) => html`<option value="${each}" ${each === topic && html`selected`}>${each}</option>`)}
        </select>
        <button class="button">Begin with the newest of this topic</button>
      </form>
      <section class="card">
        ${form(context, {
          key: "test",
          action: `${context.base}/webhooks/test`,
          submit: "Send",
          fields: (controls) =>
            html`${controls.text({ name: "topic", label: "Topic", value: topic, isRequired: true })}
            ${controls.text({
              name: "uri",
              label: "To",
              value: app.subscriptions.find((each) => each.topic === topic)?.uri,
              hint: "A path of the app or an address.",
            })}
            ${controls.select({ name: "signature", label: "Signature", options: SIGNATURES })}
            ${controls.text({ name: "times", label: "Times", type: "number", min: 1, max: 1000, value: 1 })}
            ${controls.text({ name: "shopDomain", label: "From the shop", value: context.runtime.shop.domain })}
            ${controls.text({ name: "apiVersion", label: "API version", value: app.apiVersion })}
            ${controls.area({ name: "body", label: "Body", value: exampleOf(context, topic), rows: 16, isCode: true, isWide: true, hint: "Sent exactly as it is, also when it is not JSON." })}`,
        })}
      </section>`,
  });
}

const MOST = 1000;

export function sendTest(context: PageContext): Reply {
  const { control, base, runtime } = context;
  const topic = textOf(context, "topic");
  const uri = textOf(context, "uri");
  const times = Number(textOf(context, "times") || 1);
  const isKnown = runtime.app.subscriptions.some((each) => each.topic === topic);
  const errors = [
    ...(uri === "" && !isKnown
      ? [{ field: "uri", message: `The app has no subscription to ${topic}: say where to send it.` }]
      : []),
    ...(Number.isInteger(times) && times >= 1 && times <= MOST
      ? []
      : [{ field: "times", message: `Times must be from 1 to ${MOST}.` }]),
  ];
  if (errors.length > 0) return refused(context, errors, testPage);
  const signature = textOf(context, "signature");
  const [first] = control.sendWebhook({
    topic,
    uri: uri || undefined,
    body: context.form.get("body") ?? "",
    times,
    badHmac: signature === "bad",
    headers: signature === "none" ? { "X-Shopify-Hmac-Sha256": null } : undefined,
    shopDomain: textOf(context, "shopDomain") || undefined,
    apiVersion: textOf(context, "apiVersion") || undefined,
  });
  return done(
    `${base}/webhooks/${first!.id}`,
    times === 1 ? "On its way." : `${times} of them are on their way.`,
  );
}
