/** Access scopes, by the rules that come with Shopify's schema. */
import {
  getNamedType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
} from "graphql";
import type { AccessRule, AdminSchema } from "./schema.ts";

/** Writing includes reading. */
function grants(granted: readonly string[], wanted: string): boolean {
  return (
    granted.includes(wanted) || (wanted.startsWith("read_") && granted.includes(`write_${wanted.slice(5)}`))
  );
}

const allows = (rule: AccessRule, granted: readonly string[]): boolean =>
  rule.scopes.some((scope) => grants(granted, scope));

/** Rules found before, by type and field: a bulk operation asks for the same fields a million times. */
const found = new WeakMap<GraphQLObjectType, Map<string, AccessRule | null>>();

/** The type a field is about: of a connection, what it connects. */
function subjectType(info: GraphQLResolveInfo): string {
  const type = getNamedType(info.returnType);
  const nodes =
    isObjectType(type) && type.name.endsWith("Connection") ? type.getFields()["nodes"] : undefined;
  return nodes ? getNamedType(nodes.type).name : type.name;
}

function ruleOf(admin: AdminSchema, info: GraphQLResolveInfo): AccessRule | null {
  let fields = found.get(info.parentType);
  if (!fields) {
    fields = new Map();
    found.set(info.parentType, fields);
  }
  const known = fields.get(info.fieldName);
  if (known !== undefined) return known;
  const rule =
    admin.accessRules.get(`${info.parentType.name}.${info.fieldName}`) ??
    admin.accessRules.get(subjectType(info)) ??
    null;
  fields.set(info.fieldName, rule);
  return rule;
}

/** Throws Shopify's ACCESS_DENIED when the field, or the type it gives, asks for a scope that is not granted. */
export function checkAccess(admin: AdminSchema, granted: readonly string[], info: GraphQLResolveInfo): void {
  const rule = ruleOf(admin, info);
  if (!rule || allows(rule, granted)) return;
  throw new GraphQLError(`Access denied for ${info.fieldName} field. Required access: ${rule.sentence}`, {
    extensions: {
      code: "ACCESS_DENIED",
      documentation: "https://shopify.dev/api/usage/access-scopes",
      requiredAccess: rule.sentence,
    },
  });
}
