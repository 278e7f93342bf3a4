/** The simulator's clock: what time it is, and what waits for another one. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import type { Delivery } from "#simulator/webhooks/delivery.ts";
import { form } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout, speedText } from "../../layout.ts";
import { badge, table } from "../../lists.ts";
import { exactTimeText, type PageContext } from "../../page-context.ts";
import { done, refused, type Section, textOf } from "../../routes.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const STEPS: [name: string, label: string][] = [
  ["minute", "+ 1 minute"],
  ["hour", "+ 1 hour"],
  ["day", "+ 1 day"],
  ["week", "+ 1 week"],
  ["month", "+ 1 month"],
  ["year", "+ 1 year"],
];

const SPEEDS = [0, 1, 60, 3600, 86_400];

/** The time after a step; months and years are those of the calendar. */
function after(now: Date, step: string): Date | null {
  const plain: Record<string, number> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };
  if (Object.hasOwn(plain, step)) return new Date(now.getTime() + plain[step]!);
  const months: Record<string, number> = { month: 1, year: 12 };
  if (!Object.hasOwn(months, step)) return null;
  const later = new Date(now);
  later.setUTCMonth(later.getUTCMonth() + months[step]!);
  return later;
}

const waits = ({ state }: Delivery): boolean => state === "waiting" || state === "held";

const SHOWN = 50;

function waitingCard(context: PageContext): Html {
  const waiting = context.control.deliveries().filter(waits);
  return html`<section class="card list">
    <h2>Waiting</h2>
    ${table(
      [
        {
          label: "Webhook",
          cell: ({ id, topic }: Delivery) =>
            html`<a href="${context.base}/webhooks/${id}"><code>${topic}</code></a>`,
        },
        { label: "State", cell: ({ state }) => badge(state) },
        { label: "Attempts", isNumber: true, cell: ({ attempts }) => attempts.length },
        { label: "Triggered", isMinor: true, cell: ({ triggeredAt }) => exactTimeText(context, triggeredAt) },
      ],
      waiting.slice(-SHOWN).toReversed(),
      "No webhook waits for a later time.",
      "Waiting webhooks",
    )}
  </section>`;
}

function timePage(context: PageContext): string {
  const { base, platform, runtime } = context;
  const { now, speed } = platform.clock.settings();
  return layout(context, {
    title: "Time",
    content: html`<p class="lead">
        Everything in the simulator goes by this clock, for all shops: orders, discounts, tokens, retries of
        webhooks, billing. What falls due when it is moved forward happens at once, in its order.
      </p>
      <section class="card">
        <p class="figure"><time datetime="${now.toISOString()}">${exactTimeText(context, now)}</time></p>
        <p class="hint">${runtime.shop.ianaTimezone} · ${now.toISOString()} · ${speedText(speed)}</p>
        <form method="post" action="${base}/time/move" class="row">
          ${STEPS.map(([value, label]) => html`<button class="button" name="step" value="${value}">${label}</button>`)}
        </form>
        <h3>Speed</h3>
        <form method="post" action="${base}/time/speed" class="row">
          ${SPEEDS.map(
            (value) =>
              html`<button
                class="button ${value === speed && "primary"}"
                name="speed"
                value="${value}"
                ${value === speed && html`aria-pressed="true"`}
              >
                ${speedText(value)}
              </button>`,
          )}
        </form>
        <h3>Another time</h3>
        <div class="narrow">
          ${form(context, {
            key: "set",
            action: `${base}/time/set`,
            submit: html`<button class="button primary" name="what" value="given">Set</button>
              <button class="button" name="what" value="now">Back to real time</button>`,
            fields: (controls) =>
              controls.text({
                name: "now",
                label: "Time (UTC)",
                type: "datetime-local",
                value: now.toISOString().slice(0, 16),
              }),
          })}
        </div>
        <p class="hint">
          An app that checks session tokens against its own clock refuses those of a time that is minutes away
          from it.
        </p>
      </section>
      ${waitingCard(context)}`,
  });
}

function move(context: PageContext): Reply {
  const { clock } = context.platform;
  const later = after(clock.now(), textOf(context, "step"));
  if (!later) return refused(context, [{ message: "Choose a step." }], timePage);
  clock.set(later);
  return done(`${context.base}/time`, "The clock was moved.");
}

function setSpeed(context: PageContext): Reply {
  const speed = Number(textOf(context, "speed"));
  try {
    context.platform.clock.run(speed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refused(context, [{ message: error.message }], timePage);
  }
  return done(`${context.base}/time`, `The clock is ${speed === 0 ? "stopped" : `at ${speedText(speed)}`}.`);
}

function set(context: PageContext): Reply {
  const { clock } = context.platform;
  if (textOf(context, "what") === "now") {
    clock.set(new Date());
    clock.run(1);
    return done(`${context.base}/time`, "Back to real time.");
  }
  const time = new Date(`${textOf(context, "now")}Z`);
  if (Number.isNaN(time.getTime())) {
    return refused(context, [{ field: "now", message: "Time must be a day and a time." }], timePage);
  }
  clock.set(time);
  return done(`${context.base}/time`, "The clock was set.");
}

export const timeSection: Section = {
  pages: [[/^\/time$/, (context) => htmlReply(timePage(context))]],
  actions: [
    { pattern: /^\/time\/move$/, act: move },
    { pattern: /^\/time\/speed$/, act: setSpeed },
    { pattern: /^\/time\/set$/, act: set },
  ],
};
