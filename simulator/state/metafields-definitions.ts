/** Definitions of metafields: made, changed, pinned and deleted. */
import type { CommandError, CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { dropMetafield, metafieldsNamed } from "./metafields-index.ts";
import { ownerTypeOfGid } from "./metafields-owners.ts";
import { nameProblem } from "./metafields.ts";
import { definitionProblem, validationProblem } from "./metafields-validations.ts";
import {
  isKnownType,
  METAFIELD_TYPES,
  REFERENCE_TYPES,
  itemType,
  valueProblem,
} from "./metafields-values.ts";
import type { Metafield, MetafieldDefinition, ShopState } from "./model.ts";
import { newMetafieldDefinition } from "./model/metafields.ts";

export interface DefinitionAt {
  ownerType: string;
  /** Resolved. */
  namespace: string;
  key: string;
}

export interface DefinitionInput extends DefinitionAt {
  name?: string | null;
  description?: string | null;
  validations?: MetafieldDefinition["validations"] | null;
  access?: { admin?: string | null; storefront?: string | null; customerAccount?: string | null } | null;
  capabilities?: Partial<MetafieldDefinition["capabilities"]>;
  pin?: boolean | null;
}

type DefinitionResult = CommandResult<{ definition: MetafieldDefinition }>;

export interface DefinitionCommands {
  createDefinition(input: DefinitionInput & { type: string }, appId: bigint | null): DefinitionResult;
  updateDefinition(input: DefinitionInput, appId: bigint | null): DefinitionResult;
  deleteDefinition(
    definition: MetafieldDefinition,
    withMetafields: boolean,
    appId: bigint | null,
  ): DefinitionResult;
  pinDefinition(definition: MetafieldDefinition, pinned: boolean): DefinitionResult;
}

export function findDefinition(shop: ShopState, at: DefinitionAt): MetafieldDefinition | null {
  for (const definition of shop.metafieldDefinitions.values()) {
    if (
      definition.ownerType === at.ownerType &&
      definition.namespace === at.namespace &&
      definition.key === at.key
    ) {
      return definition;
    }
  }
  return null;
}

/** The metafields that a definition is about. */
export const metafieldsUnder = (shop: ShopState, at: DefinitionAt): Metafield[] =>
  metafieldsNamed(shop, at).filter(({ ownerGid }) => ownerTypeOfGid(ownerGid) === at.ownerType);

/** Whether a stored value keeps to the definition. */
export const isValidUnder = (
  shop: ShopState,
  definition: MetafieldDefinition,
  { value }: Metafield,
): boolean => !valueProblem(shop, definition.type, value) && !definitionProblem(definition, value);

const UNIQUE_TYPES = new Set(["id", "number_integer", "single_line_text_field", "url"]);
const FILTER_TYPES = new Set([
  "boolean",
  "id",
  "number_decimal",
  "number_integer",
  "rating",
  "single_line_text_field",
  "color",
  "date",
  "date_time",
  "dimension",
  "volume",
  "weight",
  "url",
  ...Object.keys(REFERENCE_TYPES),
]);
const CONDITION_TYPES = new Set([
  "boolean",
  "number_decimal",
  "number_integer",
  "rating",
  "single_line_text_field",
]);

/** Whether definitions of an owner and type can have a capability. */
export function isEligible(
  capability: keyof MetafieldDefinition["capabilities"],
  { ownerType, type }: Pick<MetafieldDefinition, "ownerType" | "type">,
): boolean {
  if (capability === "uniqueValues") return UNIQUE_TYPES.has(type);
  if (capability === "adminFilterable") return FILTER_TYPES.has(itemType(type));
  return ["PRODUCT", "PRODUCTVARIANT"].includes(ownerType) && CONDITION_TYPES.has(type);
}

const DEFINITIONS_LIMIT = 256;
const FILTERABLE_LIMIT = 50;
const PINNED_LIMIT = 20;

const OWNER_WORDS: Record<string, string> = {
  PRODUCTVARIANT: "ProductVariant",
  API_PERMISSION: "ApiPermission",
};

const wordOf = (ownerType: string): string =>
  OWNER_WORDS[ownerType] ?? ownerType.charAt(0) + ownerType.slice(1).toLowerCase();

const error = (field: string, message: string, code: string): CommandError => ({ field, message, code });
const refuse = (field: string, message: string, code: string): DefinitionResult => ({
  ok: false,
  errors: [error(field, message, code)],
});

const isOwnedByApp = (namespace: string): boolean => namespace.startsWith("app--");

const pinnedOf = (shop: ShopState, ownerType: string): MetafieldDefinition[] =>
  [...shop.metafieldDefinitions.values()].filter(
    (definition) => definition.ownerType === ownerType && definition.pinnedPosition !== null,
  );

function inputProblem(
  shop: ShopState,
  input: DefinitionInput & { type: string },
  known: MetafieldDefinition | null,
): CommandError | null {
  const { name, description, type, capabilities = {}, access } = input;
  if (!known && !name?.trim()) return error("name", "Name can't be blank", "BLANK");
  if ((name?.length ?? 0) > 255)
    return error("name", "Name is too long (maximum is 255 characters)", "TOO_LONG");
  if ((description?.length ?? 0) > 100) {
    return error("description", "Description is too long (maximum is 100 characters)", "TOO_LONG");
  }
  const wrong = validationProblem(type, input.validations ?? known?.validations ?? []);
  if (wrong) return error("validations", wrong, "INVALID_OPTION");
  for (const name of Object.keys(capabilities) as (keyof typeof capabilities)[]) {
    if (capabilities[name] && !isEligible(name, input)) {
      return error(
        "",
        "The definition type is not eligible for the specified capability.",
        "INVALID_CAPABILITY",
      );
    }
  }
  if (type === "id" && capabilities.uniqueValues === false) {
    const message = "A capability is required for the definition type but is disabled.";
    return error("", message, "CAPABILITY_REQUIRED_BUT_DISABLED");
  }
  const filterable = [...shop.metafieldDefinitions.values()].filter(
    (each) => each.ownerType === input.ownerType && each.capabilities.adminFilterable && each !== known,
  );
  if (capabilities.adminFilterable && filterable.length >= FILTERABLE_LIMIT) {
    const message = "You have reached the maximum allowed definitions to be used as admin filters.";
    return error("", message, "OWNER_TYPE_LIMIT_EXCEEDED_FOR_USE_AS_ADMIN_FILTERS");
  }
  if (access?.admin && !isOwnedByApp(input.namespace) && access.admin !== "MERCHANT_READ_WRITE") {
    const message = 'Setting this access control is not permitted. It must be one of ["public_read_write"].';
    return error("", message, known ? "INVALID_INPUT" : "INVALID");
  }
  const wantsPin = input.pin === true && known?.pinnedPosition == null;
  if (wantsPin && pinnedOf(shop, input.ownerType).length >= PINNED_LIMIT) {
    return error("", "Limit of 20 pinned definitions.", "PINNED_LIMIT_REACHED");
  }
  return null;
}

function applyPin(shop: ShopState, definition: MetafieldDefinition, pinned: boolean): void {
  if (pinned === (definition.pinnedPosition !== null)) return;
  if (pinned) {
    definition.pinnedPosition = pinnedOf(shop, definition.ownerType).length + 1;
    return;
  }
  const place = definition.pinnedPosition!;
  definition.pinnedPosition = null;
  for (const other of pinnedOf(shop, definition.ownerType)) {
    if (other.pinnedPosition! > place) other.pinnedPosition! -= 1;
  }
}

function applyInput(shop: ShopState, definition: MetafieldDefinition, input: DefinitionInput): void {
  if (input.name) definition.name = input.name;
  if (input.description !== undefined) definition.description = input.description || null;
  if (input.validations)
    definition.validations = input.validations.map(({ name, value }) => ({ name, value }));
  const { admin, storefront, customerAccount } = input.access ?? {};
  if (admin && isOwnedByApp(definition.namespace)) definition.access.admin = admin;
  if (storefront) definition.access.storefront = storefront;
  if (customerAccount) definition.access.customerAccount = customerAccount;
  Object.assign(definition.capabilities, input.capabilities ?? {});
  if (typeof input.pin === "boolean") applyPin(shop, definition, input.pin);
}

function createDefinition(
  environment: CommandEnvironment,
  input: DefinitionInput & { type: string },
  appId: bigint | null,
): DefinitionResult {
  const { shop } = environment;
  const { ownerType, namespace, key, type } = input;
  const wrongName = nameProblem(namespace, key, appId);
  if (wrongName)
    return refuse(
      wrongName[0],
      wrongName[1],
      wrongName[2] === "APP_NOT_AUTHORIZED" ? "INVALID" : wrongName[2],
    );
  if (!isKnownType(type)) {
    const message = `Type name ${type} is not a valid type. Valid types are: ${METAFIELD_TYPES.join(", ")}.`;
    return refuse("type", message, "INCLUSION");
  }
  if (findDefinition(shop, input)) {
    const message = `Key is in use for ${wordOf(ownerType)} metafields on the '${namespace}' namespace.`;
    return refuse("key", message, "TAKEN");
  }
  const problem = inputProblem(shop, input, null);
  if (problem) return { ok: false, errors: [problem] };
  const own = [...shop.metafieldDefinitions.values()].filter(
    (each) => each.ownerType === ownerType && isOwnedByApp(each.namespace) === isOwnedByApp(namespace),
  );
  if (own.length >= DEFINITIONS_LIMIT) {
    const code = isOwnedByApp(namespace)
      ? "RESOURCE_TYPE_LIMIT_EXCEEDED_BY_APP"
      : "RESOURCE_TYPE_LIMIT_EXCEEDED";
    return refuse("", `Stores can only have ${DEFINITIONS_LIMIT} definitions for each store resource.`, code);
  }
  const now = environment.clock();
  const definition = newMetafieldDefinition({
    id: environment.allocate(),
    ownerType,
    namespace,
    key,
    type,
    createdAt: now,
    access: {
      admin: isOwnedByApp(namespace) ? "MERCHANT_READ" : "PUBLIC_READ_WRITE",
      storefront: "NONE",
      customerAccount: "NONE",
    },
    capabilities: { adminFilterable: false, uniqueValues: type === "id", smartCollectionCondition: false },
  });
  applyInput(shop, definition, input);
  shop.metafieldDefinitions.set(definition.id, definition);
  // Stored values that fit take the definition's type; the others stay until somebody writes them.
  for (const metafield of metafieldsUnder(shop, definition)) {
    if (isValidUnder(shop, definition, metafield)) metafield.type = type;
  }
  return { ok: true, definition };
}

function updateDefinition(
  environment: CommandEnvironment,
  input: DefinitionInput,
  appId: bigint | null,
): DefinitionResult {
  const { shop } = environment;
  const definition = findDefinition(shop, input);
  if (!definition || nameProblem(input.namespace, input.key, appId)) {
    return refuse("", "Definition not found.", "NOT_FOUND");
  }
  const problem = inputProblem(shop, { ...input, type: definition.type }, definition);
  if (problem) return { ok: false, errors: [problem] };
  applyInput(shop, definition, input);
  definition.updatedAt = environment.clock();
  return { ok: true, definition };
}

function deleteDefinition(
  environment: CommandEnvironment,
  definition: MetafieldDefinition,
  { withMetafields, appId }: { withMetafields: boolean; appId: bigint | null },
): DefinitionResult {
  const { shop } = environment;
  if (nameProblem(definition.namespace, definition.key, appId))
    return refuse("", "Definition not found.", "NOT_FOUND");
  if (!withMetafields) {
    if (definition.type === "id") {
      const message =
        "Deleting an id type metafield definition requires deletion of its associated metafields.";
      return refuse("", message, "ID_TYPE_DELETION_ERROR");
    }
    if (itemType(definition.type).endsWith("_reference")) {
      const message =
        "Deleting a reference type metafield definition requires deletion of its associated metafields.";
      return refuse("", message, "REFERENCE_TYPE_DELETION_ERROR");
    }
    if (isOwnedByApp(definition.namespace)) {
      const message =
        "Deleting a definition in a reserved namespace must have deleteAllAssociatedMetafields set to true.";
      return refuse("", message, "RESERVED_NAMESPACE_ORPHANED_METAFIELDS");
    }
  } else {
    for (const { ownerGid, namespace, key } of metafieldsUnder(shop, definition)) {
      dropMetafield(shop, ownerGid, namespace, key);
    }
  }
  applyPin(shop, definition, false);
  shop.metafieldDefinitions.delete(definition.id);
  return { ok: true, definition };
}

function pinDefinition(shop: ShopState, definition: MetafieldDefinition, pinned: boolean): DefinitionResult {
  if (pinned && definition.pinnedPosition !== null)
    return refuse("", "Definition already pinned.", "ALREADY_PINNED");
  if (!pinned && definition.pinnedPosition === null)
    return refuse("", "Definition isn't pinned.", "NOT_PINNED");
  if (pinned && pinnedOf(shop, definition.ownerType).length >= PINNED_LIMIT) {
    return refuse("", "Limit of 20 pinned definitions.", "PINNED_LIMIT_REACHED");
  }
  applyPin(shop, definition, pinned);
  return { ok: true, definition };
}

export function createDefinitionCommands(environment: CommandEnvironment): DefinitionCommands {
  return {
    createDefinition: (input, appId) => createDefinition(environment, input, appId),
    updateDefinition: (input, appId) => updateDefinition(environment, input, appId),
    deleteDefinition: (definition, withMetafields, appId) =>
      deleteDefinition(environment, definition, { withMetafields, appId }),
    pinDefinition: (definition, pinned) => pinDefinition(environment.shop, definition, pinned),
  };
}
