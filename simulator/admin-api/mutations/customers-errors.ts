/** Errors of commands as user errors of mutations. */
import { GraphQLError } from "graphql";
import type { CommandError } from "#simulator/state/commands.ts";
import { type UserError, userError } from "../context.ts";

/** `prefix` is where the fields of the command stand in the arguments. */
export const userErrorsOf = (errors: CommandError[], prefix: string[] = []): UserError[] =>
  errors.map(({ field, message, code }) => {
    const path = [...prefix, ...field.split(".").filter(Boolean)];
    return userError(path.length === 0 ? null : path, message, code ?? null);
  });

/** Errors that Shopify puts at the top of the answer. */
export const topLevel = (message: string, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/** An id whose record does not exist, where Shopify refuses the whole field. */
export const notFound = (): GraphQLError => topLevel("invalid id", "RESOURCE_NOT_FOUND");
