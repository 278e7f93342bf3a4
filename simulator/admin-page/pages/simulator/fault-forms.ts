/** The faults that can be made, in words, and the fields of each. */
import type { FaultKind } from "#simulator/webhooks/fault-kinds.ts";
import type { FormControls } from "../../forms.ts";
import { html, type Html } from "../../html.ts";

/** A number of the form, and the setting of the fault that it becomes when multiplied. */
interface NumberSetting {
  field: string;
  setting: string;
  factor: number;
}

export interface FaultForm {
  kind: FaultKind;
  title: string;
  /** What it does to the app. */
  text: string;
  fields: (controls: FormControls) => Html | null;
  numbers: NumberSetting[];
  texts: string[];
  flags: string[];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

const attempts = { field: "attempts", setting: "attempts", factor: 1 };

const attemptsField = (controls: FormControls): Html =>
  controls.text({
    name: "attempts",
    label: "Attempts",
    type: "number",
    min: 1,
    value: 1,
    hint: "So many of a webhook's attempts go wrong; then it gets through.",
  });

const plain = { numbers: [], texts: [], flags: [] };

export const FAULT_FORMS: FaultForm[] = [
  {
    ...plain,
    kind: "delay",
    title: "Late",
    text: "Webhooks come seconds, minutes or days after what they tell of. The app must not believe that their time is now.",
    fields: (controls) =>
      html`${controls.text({ name: "min", label: "From (seconds)", type: "number", min: 0, step: "any", value: 0 })}
      ${controls.text({ name: "max", label: "To (seconds)", type: "number", min: 0, step: "any", value: 60 })}
      ${controls.select({
        name: "distribution",
        label: "Spread",
        options: [
          { value: "uniform", label: "Evenly" },
          { value: "exponential", label: "Most soon, few late" },
        ],
      })}`,
    numbers: [
      { field: "min", setting: "minMs", factor: SECOND_MS },
      { field: "max", setting: "maxMs", factor: SECOND_MS },
    ],
    texts: ["distribution"],
  },
  {
    ...plain,
    kind: "duplicate",
    title: "Doubled",
    text: "The same webhook comes again, with the same ids. The app must not count it twice.",
    fields: (controls) =>
      html`${controls.text({ name: "copies", label: "Copies", type: "number", min: 1, value: 1 })}
      ${controls.text({ name: "within", label: "Within (seconds)", type: "number", min: 0, step: "any", value: 0 })}`,
    numbers: [
      { field: "copies", setting: "copies", factor: 1 },
      { field: "within", setting: "withinMs", factor: SECOND_MS },
    ],
  },
  {
    ...plain,
    kind: "reorder",
    title: "In another order",
    text: "Webhooks are collected and sent shuffled: an update may come before its create. The app must look at their dates.",
    fields: (controls) =>
      html`${controls.text({ name: "size", label: "As many as", type: "number", min: 2, value: 10 })}
      ${controls.text({ name: "window", label: "Or within (seconds)", type: "number", min: 0, step: "any", value: 60 })}`,
    numbers: [
      { field: "size", setting: "size", factor: 1 },
      { field: "window", setting: "windowMs", factor: SECOND_MS },
    ],
  },
  {
    ...plain,
    kind: "hold",
    title: "A time of silence",
    text: "Nothing comes; then everything at once, when it is released or the time is over.",
    fields: (controls) =>
      html`${controls.text({ name: "for", label: "For (minutes)", type: "number", min: 0, step: "any", hint: "Empty: until it is released." })}
      ${controls.select({
        name: "order",
        label: "Then in",
        options: [
          { value: "sent", label: "The order they were sent" },
          { value: "shuffled", label: "Any order" },
        ],
      })}`,
    numbers: [{ field: "for", setting: "forMs", factor: MINUTE_MS }],
    texts: ["order"],
  },
  {
    ...plain,
    kind: "lose",
    title: "Lost",
    text: "Webhooks never come, as happens now and then. The app must find out by itself.",
    fields: () => null,
  },
  {
    ...plain,
    kind: "forge",
    title: "Forged",
    text: "Somebody else's request comes as well. The app must refuse it with 401 and do nothing.",
    fields: (controls) =>
      html`${controls.select({
          name: "how",
          label: "How",
          options: [
            { value: "bad-hmac", label: "Signed with another secret" },
            { value: "no-hmac", label: "Not signed" },
            { value: "other-shop", label: "From another shop" },
            { value: "tampered-body", label: "The body was changed" },
          ],
        })}
        ${controls.text({ name: "shopDomain", label: "The other shop", value: "somebody-else.myshopify.com" })}
        <div class="wide">${controls.check({ name: "isInstead", label: "In place of the true one" })}</div>`,
    texts: ["how", "shopDomain"],
    flags: ["isInstead"],
  },
  {
    ...plain,
    kind: "version",
    title: "Another API version",
    text: "Webhooks say that they are of another version, as when a subscription was made long ago.",
    fields: (controls) => controls.text({ name: "apiVersion", label: "Version", value: "unstable" }),
    texts: ["apiVersion"],
  },
  {
    ...plain,
    kind: "drop-before",
    title: "No connection",
    text: "The connection breaks before the app hears anything. Shopify sends it again.",
    fields: attemptsField,
    numbers: [attempts],
  },
  {
    ...plain,
    kind: "drop-after",
    title: "No answer heard",
    text: "The app gets the webhook, but its answer is lost: it is sent again though the app has dealt with it.",
    fields: attemptsField,
    numbers: [attempts],
  },
  {
    ...plain,
    kind: "slow",
    title: "Slow to arrive",
    text: "The body comes in drips over this time.",
    fields: (controls) =>
      html`${attemptsField(controls)}
      ${controls.text({ name: "duration", label: "Takes (real seconds)", type: "number", min: 0, step: "any", value: 1 })}`,
    numbers: [attempts, { field: "duration", setting: "durationRealMs", factor: SECOND_MS }],
  },
];

/** The fields that every fault has. */
export const scopeFields = (controls: FormControls): Html =>
  html`${controls.text({ name: "topic", label: "Topic", value: "*", hint: "Or a pattern: orders/*" })}
  ${controls.text({ name: "share", label: "Share (%)", type: "number", min: 0, max: 100, step: "any", value: 100 })}
  ${controls.text({ name: "times", label: "Times", type: "number", min: 1, hint: "Empty: until it is cleared." })}
  ${controls.select({
    name: "shop",
    label: "Where",
    options: [
      { value: "this", label: "This shop" },
      { value: "", label: "All shops" },
    ],
  })}`;

/** What the form of a fault stands for, as the control API is given it. */
export function readFaultForm(
  form: URLSearchParams,
  fault: FaultForm,
  domain: string,
): Record<string, unknown> {
  const body: Record<string, unknown> = { kind: fault.kind, topic: form.get("topic") || "*" };
  if (form.get("shop") === "this") body["shop"] = domain;
  const numbers: NumberSetting[] = [
    { field: "share", setting: "share", factor: 0.01 },
    { field: "times", setting: "times", factor: 1 },
    ...fault.numbers,
  ];
  for (const { field, setting, factor } of numbers) {
    const text = (form.get(field) ?? "").trim();
    if (text !== "") body[setting] = Number(text) * factor;
  }
  for (const name of fault.texts) if (form.get(name)) body[name] = form.get(name);
  for (const name of fault.flags) if (form.has(name)) body[name] = true;
  return body;
}
