/** Access scopes, by the rules that come with Shopify's schema. */
import {
  getNamedType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isAbstractType,
  isObjectType,
} from "graphql";
import type { ApiContext } from "./context.ts";
import type { AccessRule, AdminSchema } from "./schema.ts";

const SCOPES_PAGE = "https://shopify.dev/api/usage/access-scopes";

/** Whether a scope was granted. Writing includes reading. */
export function grantsScope(granted: readonly string[], wanted: string): boolean {
  return (
    granted.includes(wanted) || (wanted.startsWith("read_") && granted.includes(`write_${wanted.slice(5)}`))
  );
}

/** A rule as groups of scopes: one of each group is needed. */
type Groups = string[][];

const SCOPE = /\b(?:read|write)_\w+/g;

/**
 * The schema lists the scopes of a rule without saying how they go together; the sentence says it: scopes before "Also:"
 * are alternatives, scopes that it "requires" there are needed besides (web pixels, payment methods, returns).
 */
export function scopeGroups(rule: AccessRule): Groups {
  const also = rule.sentence.split("Also:")[1] ?? "";
  const isDemand = /\brequires\b/i.test(also) || (/must have/.test(also) && !/\bto assign\b/.test(also));
  const demanded: string[] = isDemand ? (also.match(SCOPE) ?? []) : [];
  const besides: Groups = / or /.test(also) ? [demanded] : demanded.map((scope) => [scope]);
  const alternatives = rule.scopes.filter(
    (scope) => !demanded.includes(scope) && !mentionedOnlyIn(also, rule, scope),
  );
  return [alternatives, ...besides].filter((group) => group.length > 0);
}

const mentionedOnlyIn = (also: string, rule: AccessRule, scope: string): boolean =>
  also.includes(scope) && !rule.sentence.split("Also:")[0]!.includes(scope);

const grouped = new WeakMap<AccessRule, Groups>();

function allows(rule: AccessRule, granted: readonly string[]): boolean {
  let groups = grouped.get(rule);
  if (!groups) {
    groups = scopeGroups(rule);
    grouped.set(rule, groups);
  }
  return groups.every((group) => group.some((scope) => grantsScope(granted, scope)));
}

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

export const denied = (fieldName: string, sentence: string): GraphQLError =>
  new GraphQLError(`Access denied for ${fieldName} field. Required access: ${sentence}`, {
    extensions: { code: "ACCESS_DENIED", documentation: SCOPES_PAGE, requiredAccess: sentence },
  });

/** Throws Shopify's ACCESS_DENIED when the field, or the type it gives, asks for a scope that is not granted. */
export function checkAccess(admin: AdminSchema, granted: readonly string[], info: GraphQLResolveInfo): void {
  const rule = ruleOf(admin, info);
  if (rule && !allows(rule, granted)) throw denied(info.fieldName, rule.sentence);
}

/** The same for `node` and the like, where only the value says which type it is. */
export function checkValueAccess(
  admin: AdminSchema,
  granted: readonly string[],
  info: GraphQLResolveInfo,
  typeName: string,
): void {
  if (!isAbstractType(getNamedType(info.returnType))) return;
  const rule = admin.accessRules.get(typeName);
  if (rule && !allows(rule, granted)) throw denied(info.fieldName, rule.sentence);
}

/**
 * For operations whose scope depends on what they touch (`tagsAdd`, `metafieldsSet`, bulk operations): throws
 * ACCESS_DENIED for `field` unless one of the scopes is granted.
 */
export function requireScope(
  context: Pick<ApiContext, "installation">,
  scope: string | readonly string[],
  field: string,
): void {
  const scopes = typeof scope === "string" ? [scope] : scope;
  if (scopes.some((each) => grantsScope(context.installation.scopes, each))) return;
  throw denied(field, `${scopes.map((each) => `\`${each}\` access scope`).join(" or ")}.`);
}
