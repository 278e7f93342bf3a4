/** What resolvers get, and how the models of the types are written down. */
import { GraphQLError, type GraphQLResolveInfo } from "graphql";
import type { AppUnderTest } from "#simulator/context.ts";
import type { ShopCommands } from "#simulator/state/commands.ts";
import type { CommandEnvironment } from "#simulator/state/environment.ts";
import type { BulkOperation, Installation, ShopState, StagedUpload } from "#simulator/state/model.ts";

/** Starts and stops bulk operations. */
export interface BulkRunner {
  /** `groupObjects`: children right after their parent. */
  start(query: string, installation: Installation, groupObjects?: boolean): BulkOperation;
  /** Runs the mutation once for each line of the upload. */
  startMutation(mutation: string, upload: StagedUpload, installation: Installation): BulkOperation;
  cancel(operation: BulkOperation): void;
}

/** The store as the Admin API sees it, whoever asks. */
export interface ApiStore {
  shop: ShopState;
  commands: ShopCommands;
  environment: CommandEnvironment;
  app: AppUnderTest;
  clock: () => Date;
  adminUrl: () => string;
  bulk: BulkRunner;
}

export interface ApiContext extends ApiStore {
  installation: Installation;
  /** Bulk operations read whole connections; at the root only this part at a time. */
  bulkWindow: { offset: number; limit: number } | null;
}

export type Arguments = Record<string, unknown>;

/** The fields of one GraphQL type. `never` lets every model name the type of its own source. */
export type TypeModel = Record<
  string,
  (source: never, args: Arguments, context: ApiContext, info: GraphQLResolveInfo) => unknown
>;

/** Finds a record by the number in its global id. */
export type NodeFinder = (context: ApiContext, id: bigint) => object | null | undefined;

/** One part of the API: its root fields, its types, and how `node` finds its records. */
export interface ApiPart {
  queries: TypeModel;
  mutations: TypeModel;
  types: Record<string, TypeModel>;
  nodes: Record<string, NodeFinder>;
}

/** Gives a record the GraphQL type it has where the schema allows several. */
export function typed<T extends object>(typeName: string, record: T): T & { __typename: string } {
  const view = Object.create(record) as T & { __typename: string };
  Object.defineProperty(view, "__typename", { value: typeName, enumerable: true });
  return view;
}

/** Something the simulator leaves out was asked for. */
export class NotModelled extends GraphQLError {
  constructor(what: string) {
    super(`The simulator does not model ${what}`, { extensions: { code: "NOT_MODELLED" } });
  }
}

export interface UserError {
  field: string[] | null;
  message: string;
  code?: string | null;
  elementIndex?: number | null;
  extraInfo?: string | null;
}

export const userError = (
  field: string[] | null,
  message: string,
  code: string | null = null,
): UserError => ({
  field,
  message,
  code,
  elementIndex: null,
  extraInfo: null,
});
