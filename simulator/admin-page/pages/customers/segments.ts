/** Segments: lists of customers that follow from a query. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import { orderCountOf } from "#simulator/state/indexes.ts";
import type { Customer, Segment } from "#simulator/state/model.ts";
import { FilterLeftOut } from "#simulator/state/segments/check.ts";
import { segmentMembers } from "#simulator/state/segments/members.ts";
import { actionButton, form, type FormControls } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { pageOf, pager, table } from "../../lists.ts";
import { counted, nameOf, type PageContext, timeText } from "../../page-context.ts";
import { answer, done, type Section, textOf } from "../../routes.ts";
import type { CommandResult } from "#simulator/state/commands.ts";

const UP = { label: "Segments", path: "/segments" };

const fields = (controls: FormControls, segment?: Segment): Html =>
  html`${controls.text({ name: "name", label: "Name", value: segment?.name, isWide: true, isRequired: true })}
  ${controls.area({
    name: "query",
    label: "Query",
    value: segment?.query,
    rows: 3,
    isCode: true,
    isWide: true,
    isRequired: true,
    hint: html`Such as <code>number_of_orders &gt;= 2 AND last_order_date &gt; -90d</code> or
      <code>customer_tags CONTAINS 'vip'</code>`,
  })}`;

const membersOf = ({ runtime }: PageContext, segment: Segment): Customer[] =>
  segmentMembers(runtime.shop, segment.query, runtime.clock());

function segmentsPage(context: PageContext): string {
  const { base, runtime } = context;
  const list = pageOf([...runtime.shop.segments.values()].toReversed(), context.url);
  return layout(context, {
    title: "Segments",
    content: html`<section class="card list">
        ${table(
          [
            {
              label: "Name",
              cell: (segment) => html`<a href="${base}/segments/${segment.id}">${segment.name}</a>`,
            },
            { label: "Query", cell: (segment) => html`<code>${segment.query}</code>` },
            { label: "Members", isNumber: true, cell: (segment) => membersOf(context, segment).length },
          ],
          list.items,
          "No segments yet.",
          "Segments",
        )}
      </section>
      ${pager(context, list)}
      <section class="card">
        <h2>New segment</h2>
        ${form(context, { key: "new-segment", action: `${base}/segments`, submit: "Create segment", fields })}
      </section>`,
  });
}

function segmentPage(context: PageContext, segment: Segment): string {
  const { base, runtime } = context;
  const members = membersOf(context, segment);
  const list = pageOf(members, context.url);
  return layout(context, {
    title: segment.name,
    up: UP,
    actions: actionButton(`${base}/segments/${segment.id}/delete`, "Delete", "danger"),
    content: html`<p class="lead">
        ${counted(members.length, "member")} · changed ${timeText(context, segment.updatedAt)}
      </p>
      <section class="card">
        ${form(context, {
          key: "segment",
          action: `${base}/segments/${segment.id}`,
          submit: "Save",
          fields: (controls) => fields(controls, segment),
        })}
      </section>
      <section class="card list">
        <h2>Members</h2>
        ${table(
          [
            {
              label: "Name",
              cell: (customer: Customer) =>
                html`<a href="${base}/customers/${customer.id}">${nameOf(customer)}</a>`,
            },
            { label: "E-mail", cell: (customer) => customer.email },
            { label: "Orders", isNumber: true, cell: (customer) => orderCountOf(runtime.shop, customer.id) },
          ],
          list.items,
          "Nobody at present.",
          "Members",
        )}
      </section>
      ${pager(context, list)}`,
  });
}

/** A part of the query language that is left out is an error of the query here. */
function tried<T extends object>(run: () => CommandResult<T>): CommandResult<T> {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FilterLeftOut)) throw error;
    return {
      ok: false,
      errors: [{ field: "query", message: `The simulator does not model ${error.message}.` }],
    };
  }
}

const input = (context: PageContext) => ({ name: textOf(context, "name"), query: textOf(context, "query") });

function create(context: PageContext): Reply {
  const outcome = tried(() => context.runtime.commands.createSegment(input(context)));
  const to = outcome.ok ? `${context.base}/segments/${outcome.segment.id}` : "";
  return answer(context, outcome, { to, text: "Segment created.", page: segmentsPage });
}

function update(context: PageContext, id: string): Reply | null {
  const segment = context.runtime.shop.segments.get(BigInt(id));
  if (!segment) return null;
  const outcome = tried(() => context.runtime.commands.updateSegment(segment.id, input(context)));
  const to = `${context.base}/segments/${id}`;
  return answer(context, outcome, { to, text: "Saved.", page: (again) => segmentPage(again, segment) });
}

function remove(context: PageContext, id: string): Reply | null {
  const outcome = context.runtime.commands.deleteSegment(BigInt(id));
  return outcome.ok ? done(`${context.base}/segments`, "Segment deleted.") : null;
}

export const segmentsSection: Section = {
  pages: [
    [/^\/segments$/, (context) => htmlReply(segmentsPage(context))],
    [
      /^\/segments\/(\d+)$/,
      (context, id = "") => {
        const segment = context.runtime.shop.segments.get(BigInt(id));
        return segment ? htmlReply(segmentPage(context, segment)) : null;
      },
    ],
  ],
  actions: [
    { pattern: /^\/segments$/, act: create },
    { pattern: /^\/segments\/(\d+)$/, act: (context, id = "") => update(context, id) },
    {
      pattern: /^\/segments\/(\d+)\/delete$/,
      act: (context, id = "") => remove(context, id),
      confirm: ({ base }, id = "") => ({
        title: "Delete the segment?",
        text: "Its members stay as they are; discounts for it hold for nobody any more.",
        button: "Yes, delete",
        back: `${base}/segments/${id}`,
      }),
    },
  ],
};
