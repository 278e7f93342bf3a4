/** Faults on command: which are at work, and a form for each kind. */
import { burstsOf } from "#simulator/control/fault-routes.ts";
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import type { Fault } from "#simulator/webhooks/faults.ts";
import { rotateSecret } from "#simulator/webhooks/signing-secret.ts";
import { actionButton, form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, table } from "../../lists.ts";
import { counted, exactTimeText, type PageContext } from "../../page-context.ts";
import { done, refused, type Section, textOf } from "../../routes.ts";
import { FAULT_FORMS, type FaultForm, readFaultForm, scopeFields } from "./fault-forms.ts";

const titleOf = (kind: string): string => FAULT_FORMS.find((each) => each.kind === kind)?.title ?? kind;

const COMMON = new Set(["id", "kind", "shop", "topic", "share", "times", "applied", "kept"]);

/** `withinMs` is `within`, and its value so many seconds. */
function settingText(name: string, value: unknown): string {
  if (typeof value === "number" && name.endsWith("Ms")) {
    return `${name.replace(/(?:Real)?Ms$/, "")} ${(value / 1000).toLocaleString("en-GB")} s`;
  }
  return value === true ? name : `${name} ${String(value)}`;
}

/** What a fault was told, beyond its kind and reach. */
const settingsOf = (fault: Fault): string =>
  Object.entries(fault)
    .filter(([name, value]) => !COMMON.has(name) && value !== null && value !== false && value !== 0)
    .map(([name, value]) => settingText(name, value))
    .join(", ");

function activeCard(context: PageContext): Html {
  const { base, platform } = context;
  const { faults } = platform.sender.faults.state();
  const action = (id: number) => `${base}/faults/${id}`;
  return html`<section class="card list">
    <h2>At work</h2>
    ${table(
      [
        {
          label: "Fault",
          cell: (fault: (typeof faults)[number]) =>
            html`${titleOf(fault.kind)}<small>${settingsOf(fault)}</small>`,
        },
        {
          label: "Hits",
          cell: ({ topic, shop, share }) =>
            html`<code>${topic}</code
              ><small>${share < 1 && `${Math.round(share * 100)}%, `}${shop ?? "all shops"}</small>`,
        },
        {
          label: "So far",
          isNumber: true,
          cell: ({ applied, times, kept }) =>
            html`${applied}${times !== null && ` of ${times}`}${kept > 0 && html`<small>${kept} held back</small>`}`,
        },
        {
          label: "",
          isNumber: true,
          cell: ({ id, kind }) =>
            html`<span class="row end"
              >${(kind === "hold" || kind === "reorder") && actionButton(`${action(id)}/release`, "Release", "small")}
              ${actionButton(`${action(id)}/clear`, "Clear", "small")}</span
            >`,
        },
      ],
      faults,
      "None: every webhook arrives once, at once and in order.",
      "Faults at work",
    )}
    ${faults.length > 1 && html`<div class="row end">${actionButton(`${base}/faults/clear`, "Clear all")}</div>`}
  </section>`;
}

const faultCard = (context: PageContext, fault: FaultForm): Html => {
  const key = `fault-${fault.kind}`;
  return html`<details class="card folded" ${context.form.get("form") === key && html`open`}>
    <summary>${fault.title}<small>${fault.text}</small></summary>
    ${form(context, {
      key,
      action: `${context.base}/faults/add/${fault.kind}`,
      submit: "Begin",
      fields: (controls) => html`${fault.fields(controls)} ${scopeFields(controls)}`,
    })}
  </details>`;
};

function burstCard(context: PageContext): Html {
  const bursts = burstsOf(context.platform).list().slice(-5).toReversed();
  return html`<details class="card folded" ${context.form.get("form") === "burst" && html`open`}>
    <summary>
      A burst<small
        >Many webhooks a second, of the newest orders. The app must answer each within five seconds.</small
      >
    </summary>
    ${form(context, {
      key: "burst",
      action: `${context.base}/faults/burst`,
      submit: "Send the burst",
      fields: (controls) =>
        html`${controls.text({ name: "topic", label: "Topic", value: "orders/updated" })}
        ${controls.text({ name: "perSecond", label: "Each second", type: "number", min: 1, value: 100 })}
        ${controls.text({ name: "count", label: "In all", type: "number", min: 1, value: 500 })}`,
    })}
    <ul class="plain">
      ${bursts.map(
        ({ topic, sent, wanted, isRunning }) =>
          html`<li><code>${topic}</code> ${sent} of ${wanted} sent ${isRunning && badge("sending")}</li>`,
      )}
    </ul>
  </details>`;
}

function secretCard(context: PageContext): Html {
  const { app, clock } = context.runtime;
  const retired = app.retiredSecret && app.retiredSecret.signsUntil > clock() ? app.retiredSecret : null;
  return html`<details class="card folded" ${context.form.get("form") === "secret" && html`open`}>
    <summary>
      A new client secret<small
        >Tokens and the app proxy use it at once, webhooks later. The app must know both for a while.</small
      >
    </summary>
    ${retired && html`<p>Webhooks are signed with the old secret until ${exactTimeText(context, retired.signsUntil)}.</p>`}
    ${form(context, {
      key: "secret",
      action: `${context.base}/faults/secret`,
      submit: "Rotate",
      fields: (controls) =>
        html`${controls.text({ name: "secret", label: "New secret", hint: "Empty: one is made up." })}
        ${controls.text({ name: "grace", label: "Webhooks follow after (minutes)", type: "number", min: 0, step: "any", value: 60 })}`,
    })}
  </details>`;
}

const faultsPage = (context: PageContext): string =>
  layout(context, {
    title: "Faults",
    content: html`<p class="lead">
        What happens to webhooks once a year at Shopify happens here on command. Times are those of the
        simulator's clock.
      </p>
      ${activeCard(context)}
      <div class="folds">
        ${FAULT_FORMS.map((fault) => faultCard(context, fault))} ${burstCard(context)} ${secretCard(context)}
      </div>`,
  });

/** Runs what throws a TypeError with a reason, and answers with the page again when it does. */
function tried(context: PageContext, run: () => string): Reply {
  try {
    return done(`${context.base}/faults`, run());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refused(context, [{ message: error.message }], faultsPage);
  }
}

function add(context: PageContext, kind: string): Reply | null {
  const fault = FAULT_FORMS.find((each) => each.kind === kind);
  if (!fault) return null;
  return tried(context, () => {
    const { platform, runtime } = context;
    platform.sender.faults.add(readFaultForm(context.form, fault, runtime.shop.domain));
    return `${fault.title}: from now on.`;
  });
}

const burst = (context: PageContext): Reply =>
  tried(context, () => {
    const { platform, runtime } = context;
    const [perSecond, count] = ["perSecond", "count"].map((name) => Number(textOf(context, name)));
    const input = { topic: textOf(context, "topic"), perSecond: perSecond!, count: count! };
    burstsOf(platform).start(runtime, input);
    return `${counted(input.count, "webhook")} are being sent.`;
  });

const rotate = (context: PageContext): Reply =>
  tried(context, () => {
    const grace = Number(textOf(context, "grace") || 0);
    if (!(grace >= 0)) throw new TypeError("The minutes must be a number.");
    const { app } = context.platform;
    const secret = rotateSecret(
      app,
      context.runtime.clock(),
      textOf(context, "secret") || undefined,
      grace * 60_000,
    );
    return `The client secret is ${secret} now. Give it to the app.`;
  });

export const faultsSection: Section = {
  pages: [[/^\/faults$/, (context) => htmlReply(faultsPage(context))]],
  actions: [
    { pattern: /^\/faults\/add\/([a-z-]+)$/, act: (context, kind = "") => add(context, kind) },
    { pattern: /^\/faults\/burst$/, act: burst },
    { pattern: /^\/faults\/secret$/, act: rotate },
    {
      pattern: /^\/faults(?:\/(\d+))?\/clear$/,
      act: (context, id) => {
        const count = context.platform.sender.faults.clear(id === undefined ? undefined : Number(id));
        return done(`${context.base}/faults`, `${counted(count, "fault")} cleared.`);
      },
    },
    {
      pattern: /^\/faults\/(\d+)\/release$/,
      act: (context, id = "") => {
        const count = context.platform.sender.faults.release(null, Number(id));
        return done(`${context.base}/faults`, `${counted(count, "webhook")} released.`);
      },
    },
  ],
};
