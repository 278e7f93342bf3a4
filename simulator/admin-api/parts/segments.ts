/** Customer segments in the Admin API. */
import { isMember } from "#simulator/state/segments/members.ts";
import { gid } from "#simulator/ids.ts";
import { connection, count } from "../connection.ts";
import type { ApiPart, TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import { topLevel } from "../mutations/customers-errors.ts";
import { segmentMutations } from "../mutations/segments.ts";
import { segmentFilters, segmentModel, segmentSearch, segmentSortValue } from "../objects/segment.ts";
import {
  membersConnection,
  membersQueryView,
  segmentMemberModel,
  segmentStatisticsModel,
} from "../objects/segment-members.ts";
import { search } from "../root-fields.ts";

const queries: TypeModel = {
  segment: (_root, args, { shop }) => {
    const segment = shop.segments.get(idOfType(args["id"], "Segment") ?? -1n);
    if (!segment) throw topLevel("Segment does not exist", "NOT_FOUND");
    return segment;
  },
  segments: (_root, args, context, info) =>
    connection({
      items: search(context.shop.segments.values(), args, segmentSearch),
      args,
      context,
      info,
      idOf: ({ id }) => id,
      sortValue: segmentSortValue(args["sortKey"]),
    }),
  segmentsCount: (_root, args, { shop }) => count(shop.segments.size, args),
  segmentFilters: (_root, args, context, info) =>
    connection({
      items: segmentFilters(),
      args,
      context,
      info,
      idOf: ({ queryName }) => queryName,
      keepOrder: true,
    }),
  segmentFilterSuggestions: (_root, args, context, info) => {
    const wanted = String(args["search"]).toLowerCase();
    const items = segmentFilters().filter(({ localizedName }) =>
      localizedName.toLowerCase().includes(wanted),
    );
    return connection({ items, args, context, info, idOf: ({ queryName }) => queryName, keepOrder: true });
  },
  customerSegmentMembers: (_root, args, context, info) => membersConnection(args, context, info),
  customerSegmentMembersQuery: (_root, args, context) => {
    const id = idOfType(args["id"], "CustomerSegmentMembersQuery") ?? -1n;
    const job = context.shop.segmentMembersQueries.get(id);
    if (!job)
      throw topLevel("Internal error. Looks like something went wrong on our end.", "INTERNAL_SERVER_ERROR");
    return membersQueryView(job, context);
  },
  customerSegmentMembership: (_root, args, { shop, clock }) => {
    const customer = shop.customers.get(idOfType(args["customerId"], "Customer") ?? -1n);
    const ids = (args["segmentIds"] as string[]).map((id) => idOfType(id, "Segment") ?? -1n);
    return {
      memberships: ids
        .filter((id) => shop.segments.has(id))
        .map((id) => ({
          segmentId: gid("Segment", id),
          isMember: customer ? isMember(shop, id, customer, clock()) : false,
        })),
    };
  },
};

export const segmentPart: ApiPart = {
  queries,
  mutations: segmentMutations,
  types: {
    Segment: segmentModel,
    CustomerSegmentMember: segmentMemberModel,
    SegmentStatistics: segmentStatisticsModel,
  },
  nodes: { Segment: ({ shop }, id) => shop.segments.get(id) },
};
