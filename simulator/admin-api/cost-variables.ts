/** Variables and directives, as far as a look at a query before it runs needs them. */
import { Kind, type OperationDefinitionNode, type SelectionNode, valueFromASTUntyped } from "graphql";

/** The variables that were sent, with the defaults of those that were not. */
export function variableValues(
  operation: OperationDefinitionNode,
  sent: Record<string, unknown>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (sent[name] !== undefined) values[name] = sent[name];
    else if (defaultValue) values[name] = valueFromASTUntyped(defaultValue);
  }
  return values;
}

/** Whether `@skip` and `@include` leave a selection in. */
export function isIncluded(selection: SelectionNode, variables: Record<string, unknown>): boolean {
  return (selection.directives ?? []).every((directive) => {
    const condition = directive.arguments?.find((each) => each.name.value === "if")?.value;
    if (!condition) return true;
    const value =
      condition.kind === Kind.VARIABLE
        ? variables[condition.name.value]
        : condition.kind === Kind.BOOLEAN && condition.value;
    if (directive.name.value === "skip") return value !== true;
    return directive.name.value === "include" ? value === true : true;
  });
}
