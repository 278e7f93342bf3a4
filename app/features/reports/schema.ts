/** What the addresses of the report pages may hold. What is missing or wrong falls back to the first choice. */
import { z } from "zod";
import { FACT_GROUPS } from "#app/shared/fact.ts";

export const CUSTOMER_SORTS = ["points", "spent", "orders", "last_order", "created"] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];
export type SortDirection = "asc" | "desc";

/** The stages of the relationship with a customer, from the first visit to the last order. */
export const STAGES = ["visitor", "lead", "first_time", "repeat", "loyal", "at_risk", "lapsed"] as const;
export type Stage = (typeof STAGES)[number];

export const KINDS = ["customer", "guest", "visitor"] as const;
export const CONSENT_CHANNELS = ["email", "sms", "whatsapp", "push"] as const;

/** Columns that may be shown beside the name, in their order. */
export const COLUMNS = [
  "email",
  "stage",
  "orders",
  "spent",
  "last_order",
  "points",
  "consent",
  "tags",
  "country",
  "since",
] as const;
export type ColumnName = (typeof COLUMNS)[number];
export const STANDARD_COLUMNS: readonly ColumnName[] = [
  "email",
  "stage",
  "orders",
  "spent",
  "points",
  "since",
];

const text = (longest: number) => z.string().trim().max(longest).catch("");
const choice = <const T extends readonly string[]>(values: T) => z.enum(values).nullable().catch(null);
const WITHIN_DAYS = ["30", "90", "365"] as const;

/** Whom a list shows. Null = everybody; anonymous visitors only when they are asked for. */
export const CustomersFilter = z.object({
  q: text(200),
  kind: choice(KINDS),
  stage: choice(STAGES),
  tag: text(255),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .catch(null),
  consent: choice(CONSENT_CHANNELS),
  points: choice(["yes"]),
  /** Ordered within so many days. */
  ordered: choice(WITHIN_DAYS),
  /** Known since the month began, or for at most so many days. */
  joined: choice(["month", ...WITHIN_DAYS]),
  /** A segment's id. */
  segment: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullable()
    .catch(null),
});
export type CustomersFilter = z.output<typeof CustomersFilter>;

const columns = z
  .string()
  .transform((names) => COLUMNS.filter((name) => names.split(",").includes(name)))
  .catch([...STANDARD_COLUMNS]);

/** What a saved view keeps: whom it shows and how. */
export const ViewQuery = CustomersFilter.extend({
  sort: z.enum(CUSTOMER_SORTS).catch("points"),
  direction: z.enum(["asc", "desc"]).catch("desc"),
  columns,
});
export type ViewQuery = z.output<typeof ViewQuery>;

/** The customers page's address. */
export const CustomersAddress = ViewQuery.extend({
  after: z.string().nullable().catch(null),
  before: z.string().nullable().catch(null),
});

/** The address's parameters of a view, without those that are as they are by themselves. */
export function addressOfView(query: Partial<ViewQuery>): URLSearchParams {
  const { columns: shown, sort, direction, ...filter } = query;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) params.set(name, value);
  if (sort && sort !== "points") params.set("sort", sort);
  if (direction && direction !== "desc") params.set("direction", direction);
  if (shown && shown.join() !== STANDARD_COLUMNS.join()) params.set("columns", shown.join(","));
  return params;
}

/** Views that every shop has. */
export const STANDARD_VIEWS: readonly {
  name: "all" | "loyal" | "at_risk" | "new";
  query: Partial<ViewQuery>;
}[] = [
  { name: "all", query: {} },
  { name: "loyal", query: { stage: "loyal", sort: "spent" } },
  { name: "at_risk", query: { stage: "at_risk", sort: "spent" } },
  { name: "new", query: { joined: "month", sort: "created" } },
];

/** Keeping a list as a view. */
export const SaveView = z.object({
  id: z.coerce.number().int().positive().optional(),
  name: z.string().trim().min(1, "errors.name_missing").max(60, "errors.name_long"),
  /** The address's parameters. */
  query: z.string().max(2_000),
});

/** Reads a view from an address's parameters. */
export function viewOfAddress(search: string): ViewQuery {
  return ViewQuery.parse(Object.fromEntries(new URLSearchParams(search)));
}

/** Which facts of a customer a timeline shows. */
export const TimelineFilter = z.object({
  kinds: z
    .string()
    .transform((names) => FACT_GROUPS.filter((name) => names.split(",").includes(name)))
    .catch([]),
  /** Calendar days of the shop, both included. */
  from: z.iso.date().nullable().catch(null),
  to: z.iso.date().nullable().catch(null),
  cursor: z.string().max(300).nullable().catch(null),
});
export type TimelineFilter = z.output<typeof TimelineFilter>;
export const WHOLE_TIMELINE: TimelineFilter = { kinds: [], from: null, to: null, cursor: null };

/** The lists of a profile that can be read page by page. */
export const PART_NAMES = ["orders", "products", "contacts", "timeline"] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What staff write about a customer. */
export const NoteForm = z.object({
  id: z.coerce.bigint().optional(),
  text: z.string().trim().min(1, "errors.note_missing").max(5_000, "errors.note_long"),
});

/** What can be done to many customers at once. */
export const BULK_KINDS = ["add_tags", "remove_tags", "adjust_points", "export"] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

const tagList = z
  .string()
  .max(2_000, "errors.tags_long")
  .transform((text) => [
    ...new Set(
      text
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ])
  .pipe(
    z.array(z.string().max(40, "errors.tag_long")).min(1, "errors.tags_missing").max(50, "errors.tags_many"),
  );

/** What a bulk action does. */
export const BulkChange = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("add_tags"), tags: tagList }),
  z.object({ kind: z.literal("remove_tags"), tags: tagList }),
  z.object({
    kind: z.literal("adjust_points"),
    points: z.coerce
      .number({ error: "errors.whole_number" })
      .int("errors.whole_number")
      .min(-1_000_000, "errors.too_small")
      .max(1_000_000, "errors.too_large")
      .refine((points) => points !== 0, "errors.not_zero"),
    reason: z.string().trim().min(3, "errors.reason_missing").max(200, "errors.too_long"),
  }),
  z.object({ kind: z.literal("export") }),
]);
export type BulkChange = z.output<typeof BulkChange>;

/** At most so many customers are chosen one by one; more are chosen by what they have in common. */
export const MAX_CHOSEN = 250;

/** To whom a bulk action is done: those who were chosen, or everybody whom the list's address means. */
export const BulkSelection = z.object({
  ids: z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined || text === "") return null;
      const ids = text.split(",");
      if (
        ids.length <= MAX_CHOSEN &&
        ids.every((id) => /^-?\d{1,18}$/.test(id) || /^-?[1-8]\d{18}$/.test(id))
      )
        return ids.map(BigInt);
      context.addIssue({ code: "custom", message: "errors.reload" });
      return z.NEVER;
    }),
  query: z
    .string()
    .max(2_000)
    .default("")
    .transform((search) => CustomersFilter.parse(Object.fromEntries(new URLSearchParams(search)))),
});
export type BulkSelection = z.output<typeof BulkSelection>;
