/** `@inContext(country:, language:)`: for whom a request is answered. */
import { type DirectiveNode, type OperationDefinitionNode, valueFromASTUntyped } from "graphql";
import { marketOf, primaryLocale } from "#simulator/state/markets.ts";
import type { Market, ShopState } from "#simulator/state/model.ts";

/** `PT_BR` is `pt-BR`. */
export function localeOfCode(code: string): string {
  const [language = "", region] = code.split("_");
  return region ? `${language.toLowerCase()}-${region}` : language.toLowerCase();
}

/** `pt-BR` is `PT_BR`. */
export const codeOfLocale = (locale: string): string => locale.replaceAll("-", "_").toUpperCase();

function argumentsOf(directive: DirectiveNode, variables: Record<string, unknown>): Map<string, unknown> {
  const given = (directive.arguments ?? []).map((argument): [string, unknown] => [
    argument.name.value,
    valueFromASTUntyped(argument.value, variables),
  ]);
  return new Map(given);
}

/** Countries and languages that the shop does not have mean its own ones. */
export function readInContext(
  shop: ShopState,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): { market: Market; locale: string } {
  const directive = operation.directives?.find((each) => each.name.value === "inContext");
  const given = directive ? argumentsOf(directive, variables) : new Map<string, unknown>();
  const country = given.get("country");
  const language = given.get("language");
  const wanted = typeof language === "string" ? localeOfCode(language) : null;
  const locale = shop.locales.find((each) => each.locale.toLowerCase() === wanted?.toLowerCase());
  return {
    market: marketOf(shop, typeof country === "string" ? country : null),
    locale: (locale ?? primaryLocale(shop)).locale,
  };
}
