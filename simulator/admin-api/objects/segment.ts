/** Segments, and the filters that their queries can have. */
import { gid } from "#simulator/ids.ts";
import type { Segment } from "#simulator/state/model.ts";
import { type Filter, FILTERS } from "#simulator/state/segments/filters.ts";
import { FUNCTIONS } from "#simulator/state/segments/functions.ts";
import { graphqlTime } from "#simulator/time.ts";
import { typed, type TypeModel } from "../context.ts";
import type { SearchFields } from "../search.ts";

export const segmentModel: TypeModel = {
  id: ({ id }: Segment) => gid("Segment", id),
  name: ({ name }: Segment) => name,
  query: ({ query }: Segment) => query,
  creationDate: ({ createdAt }: Segment) => graphqlTime(createdAt),
  lastEditDate: ({ updatedAt }: Segment) => graphqlTime(updatedAt),
};

export const segmentSearch: SearchFields<Segment> = {
  name: "segments",
  fields: { id: ({ id }) => id, name: ({ name }) => name },
  text: ({ name }) => [name],
};

export function segmentSortValue(sortKey: unknown): (segment: Segment) => number | bigint {
  if (sortKey === "CREATION_DATE") return ({ createdAt }) => createdAt.getTime();
  if (sortKey === "LAST_EDIT_DATE") return ({ updatedAt }) => updatedAt.getTime();
  return ({ id }) => id;
}

const TYPE_NAMES: Record<Filter["type"], string> = {
  number: "SegmentIntegerFilter",
  money: "SegmentFloatFilter",
  decimal: "SegmentFloatFilter",
  date: "SegmentDateFilter",
  enum: "SegmentEnumFilter",
  text: "SegmentStringFilter",
  boolean: "SegmentBooleanFilter",
  list: "SegmentStringFilter",
};

/** `customer_tags` is `Customer tags`. */
const title = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
};

export interface SegmentFilterView {
  queryName: string;
  localizedName: string;
  multiValue: boolean;
}

/** Every filter of the segment language that is modelled. */
export const segmentFilters = (): SegmentFilterView[] => [
  ...Object.entries(FILTERS).map(([queryName, { type }]) =>
    typed(TYPE_NAMES[type], {
      queryName,
      localizedName: title(queryName),
      multiValue: type === "list",
      minRange: null,
      maxRange: null,
    }),
  ),
  ...Object.entries(FUNCTIONS).map(([queryName, { parameters }]) =>
    typed("SegmentEventFilter", {
      queryName,
      localizedName: title(queryName),
      multiValue: false,
      returnValueType: "Boolean",
      parameters: Object.entries(parameters).map(([name, type]) => ({
        queryName: name,
        localizedName: title(name),
        localizedDescription: title(name),
        parameterType: type,
        optional: true,
        acceptsMultipleValues: type === "id" || type === "text",
        minRange: null,
        maxRange: null,
      })),
    }),
  ),
];
