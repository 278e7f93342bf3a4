/** Members of segments: customers with fewer fields, their number and their sums. */
import { gid } from "#simulator/ids.ts";
import { amountSpent, firstOrder, lastOrder, numberOfOrders } from "#simulator/state/customers-figures.ts";
import type { Customer, SegmentMembersQuery, ShopState } from "#simulator/state/model.ts";
import { segmentProblems } from "#simulator/state/segments/check.ts";
import { segmentView } from "#simulator/state/segments/evaluate.ts";
import { segmentMembers } from "#simulator/state/segments/members.ts";
import type { GraphQLResolveInfo } from "graphql";
import { connection, type SortValue } from "../connection.ts";
import { type ApiContext, type Arguments, NotModelled, type TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import { topLevel } from "../mutations/customers-errors.ts";
import { withModelledFilters } from "../mutations/segments.ts";
import { displayName } from "./customer-search.ts";
import { mergeableField } from "./customer.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";

/** Most members of one page; other connections have 250. */
const PAGE_LIMIT = 1000;

export const segmentMemberModel: TypeModel = {
  id: ({ id }: Customer) => gid("CustomerSegmentMember", id),
  firstName: ({ firstName }: Customer) => firstName || null,
  lastName: ({ lastName }: Customer) => lastName || null,
  displayName,
  note: ({ note }: Customer) => note,
  defaultAddress: ({ addresses }: Customer) => addresses[0] ?? null,
  defaultEmailAddress: (customer: Customer) => (customer.email === null ? null : customer),
  defaultPhoneNumber: (customer: Customer) => (customer.phone === null ? null : customer),
  numberOfOrders: ({ id }: Customer, _args, { shop }) => numberOfOrders(shop, id).toString(),
  amountSpent: ({ id }: Customer, _args, { shop }) => money(amountSpent(shop, id), shop.currency),
  lastOrderId: ({ id }: Customer, _args, { shop }) => {
    const last = lastOrder(shop, id);
    return last && gid("Order", last.id);
  },
  ...mergeableField,
  ...metafieldFields(({ id }: Customer) => gid("Customer", id)),
};

const timeOf = (date: Date | null | undefined): number => date?.getTime() ?? 0;

/** Customers without what is sorted by come first. */
function sortValue(sortKey: string | null, context: ApiContext): (customer: Customer) => SortValue {
  const { shop } = context;
  const view = segmentView(shop, context.clock());
  switch (sortKey) {
    case null:
      return ({ id }) => id;
    case "created_at":
      return ({ createdAt }) => createdAt.getTime();
    case "first_order_date":
      return ({ id }) => timeOf(firstOrder(shop, id)?.processedAt);
    case "last_order_date":
      return ({ id }) => timeOf(lastOrder(shop, id)?.processedAt);
    case "last_abandoned_order_date":
      return ({ id }) => timeOf(view.abandonedAt().get(id));
    case "number_of_orders":
      return ({ id }) => numberOfOrders(shop, id);
    case "amount_spent":
      return ({ id }) => amountSpent(shop, id);
    default:
      throw topLevel(`Invalid sort key '${sortKey}'`, "BAD_REQUEST");
  }
}

/** The members whose sums are asked for. */
interface Statistics {
  shop: ShopState;
  members: Customer[];
}

const ATTRIBUTES: Record<string, (shop: ShopState, id: bigint) => number> = {
  amount_spent: (shop, id) => Number(amountSpent(shop, id)) / 100,
  number_of_orders: numberOfOrders,
};

export const segmentStatisticsModel: TypeModel = {
  attributeStatistics: ({ shop, members }: Statistics, args) => {
    const name = String(args["attributeName"]);
    const read = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (!read) throw new NotModelled(`statistics of the attribute ${name}`);
    const sum = members.reduce((total, { id }) => total + read(shop, id), 0);
    return { sum, average: members.length === 0 ? 0 : sum / members.length };
  },
};

interface Selection {
  query: string;
  sortKey: string | null;
  reverse: boolean;
}

/** `query`, `segmentId` or `queryId`, whichever is given. */
function selection(args: Arguments, { shop }: ApiContext): Selection {
  const { query, segmentId, queryId } = args as Record<string, string | null | undefined>;
  const own = { sortKey: (args["sortKey"] ?? null) as string | null, reverse: args["reverse"] === true };
  if (queryId) {
    const job = shop.segmentMembersQueries.get(idOfType(queryId, "CustomerSegmentMembersQuery") ?? -1n);
    if (!job) throw topLevel("Segment members query does not exist", "NOT_FOUND");
    return { query: job.query, sortKey: job.sortKey ?? own.sortKey, reverse: job.reverse || own.reverse };
  }
  if (segmentId) {
    const segment = shop.segments.get(idOfType(segmentId, "Segment") ?? -1n);
    if (!segment) throw topLevel("Segment does not exist", "NOT_FOUND");
    return { query: segment.query, ...own };
  }
  if (typeof query === "string" && query.trim() !== "") return { query, ...own };
  throw topLevel("One of query, segmentId or queryId is required", "BAD_REQUEST");
}

/** A page of members. Relative dates are those of UTC unless `timezone` is given. */
export function membersConnection(args: Arguments, context: ApiContext, info: GraphQLResolveInfo) {
  const { shop } = context;
  const { query, sortKey, reverse } = selection(args, context);
  const problems = withModelledFilters(() => segmentProblems(query, shop));
  if (problems.length > 0) throw topLevel(problems.join(" "), "BAD_REQUEST");
  const timezone = typeof args["timezone"] === "string" ? args["timezone"] : "UTC";
  const members = segmentMembers(shop, query, context.clock(), timezone);
  const { edges, pageInfo, nodes } = connection({
    items: members,
    args: { ...args, reverse },
    context,
    info,
    idOf: ({ id }) => id,
    sortValue: sortValue(sortKey, context),
    pageLimit: PAGE_LIMIT,
    depthLimit: null,
  });
  return { edges, pageInfo, nodes, totalCount: members.length, statistics: { shop, members } };
}

/** As with Shopify's jobs, the first look finds it not done. */
export function membersQueryView(job: SegmentMembersQuery, { shop, clock }: ApiContext) {
  const done = job.seen;
  job.seen = true;
  return {
    id: gid("CustomerSegmentMembersQuery", job.id),
    done,
    currentCount: done ? segmentMembers(shop, job.query, clock()).length : 0,
  };
}
