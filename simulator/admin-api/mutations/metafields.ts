/** `metafieldsSet`, `metafieldsDelete`, `metafieldDefinitionCreate`. */
import type { Metafield, MetafieldDefinition } from "#simulator/state/model.ts";
import { type ApiContext, type TypeModel, type UserError, userError } from "../context.ts";
import { readId } from "../ids.ts";
import { findNode } from "../nodes.ts";
import {
  compareDigest,
  definitionOf,
  metafieldKey,
  ownerTypeOf,
  resolveNamespace,
} from "../objects/metafield.ts";

/** Shopify takes this many metafields in one call. */
const SET_LIMIT = 25;
const VALUE_LIMIT_BYTES = 2_000_000;

interface SetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

const isJson = (value: string): boolean => {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
};

const isWhole = (value: string): boolean =>
  /^-?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);

/** What a value of each type must be; the sentence is Shopify's error. */
const VALUE_RULES: Record<string, { holds: (value: string) => boolean; sentence: string }> = {
  number_integer: { holds: isWhole, sentence: "Value must be an integer." },
  number_decimal: {
    holds: (value) => /^-?\d+(\.\d{1,9})?$/.test(value),
    sentence: "Value must be a decimal.",
  },
  boolean: {
    holds: (value) => value === "true" || value === "false",
    sentence: "Value must be true or false.",
  },
  json: { holds: isJson, sentence: "Value is invalid JSON." },
  single_line_text_field: {
    holds: (value) => !/[\r\n]/.test(value),
    sentence: "Value must be a single line text string.",
  },
  multi_line_text_field: { holds: () => true, sentence: "" },
  date: {
    holds: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
    sentence: 'Value must be in "YYYY-MM-DD" format. For example: 2022-06-01.',
  },
  date_time: {
    holds: (value) => /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)),
    sentence: "Value must be in “YYYY-MM-DDTHH:MM:SS” format. For example: 2022-06-01T15:30:00",
  },
};

interface Checked {
  input: SetInput;
  namespace: string;
  type: string;
  stored: Metafield | undefined;
}

function nameError(namespace: string, key: string, appId: bigint): [string, string, string] | null {
  if (
    namespace.startsWith("app--") &&
    !(namespace === `app--${appId}` || namespace.startsWith(`app--${appId}--`))
  ) {
    return [
      "namespace",
      "Access to this namespace and key on Metafields for this resource type is not allowed.",
      "APP_NOT_AUTHORIZED",
    ];
  }
  if (namespace.length < 3)
    return ["namespace", "Namespace is too short (minimum is 3 characters)", "TOO_SHORT"];
  if (namespace.length > 255)
    return ["namespace", "Namespace is too long (maximum is 255 characters)", "TOO_LONG"];
  if (key.length < 2) return ["key", "Key is too short (minimum is 2 characters)", "TOO_SHORT"];
  if (key.length > 64) return ["key", "Key is too long (maximum is 64 characters)", "TOO_LONG"];
  return null;
}

/** The namespace, type and stored record of one input, or what is wrong with it. */
function check(context: ApiContext, input: SetInput, index: number): Checked | UserError {
  const fail = (field: string, message: string, code: string): UserError => ({
    ...userError(["metafields", String(index), field], message, code),
    elementIndex: null,
  });
  const owner = readId(input.ownerId);
  if (!findNode(context, input.ownerId)) return fail("ownerId", "Owner does not exist.", "INVALID");
  const namespace = resolveNamespace(input.namespace, context.app.appId);
  const wrongName = nameError(namespace, input.key, context.app.appId);
  if (wrongName) return fail(...wrongName);
  const stored = context.shop.metafields.get(metafieldKey(input.ownerId, namespace, input.key));
  const definition = definitionOf(context, { ownerType: ownerTypeOf(owner.type), namespace, key: input.key });
  const type = input.type ?? definition?.type ?? stored?.type;
  if (!type) return fail("type", "Type can't be blank", "BLANK");
  if (definition && definition.type !== type) {
    return fail(
      "type",
      `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`,
      "INVALID_TYPE",
    );
  }
  const rule = VALUE_RULES[type];
  if (!rule) return fail("type", `The simulator does not model the metafield type ${type}.`, "INCLUSION");
  if (input.value === "") return fail("value", "Value can't be blank.", "BLANK");
  if (Buffer.byteLength(input.value) > VALUE_LIMIT_BYTES)
    return fail("value", "Value is too long.", "TOO_LONG");
  if (!rule.holds(input.value)) return fail("value", rule.sentence, "INVALID_VALUE");
  if (input.compareDigest !== undefined && input.compareDigest !== (stored ? compareDigest(stored) : null)) {
    return {
      ...userError(
        ["metafields", String(index)],
        "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.",
        "STALE_OBJECT",
      ),
      elementIndex: index,
    };
  }
  return { input, namespace, type, stored };
}

function store(context: ApiContext, { input, namespace, type, stored }: Checked): Metafield {
  const now = context.clock();
  const metafield: Metafield = stored ?? {
    id: context.environment.allocate(),
    ownerGid: input.ownerId,
    namespace,
    key: input.key,
    type,
    value: "",
    createdAt: now,
    updatedAt: now,
  };
  if (metafield.value !== input.value || metafield.type !== type) metafield.updatedAt = now;
  metafield.type = type;
  metafield.value = input.value;
  context.shop.metafields.set(metafieldKey(input.ownerId, namespace, input.key), metafield);
  return metafield;
}

interface DefinitionInput {
  ownerType: string;
  namespace?: string | null;
  key: string;
  name: string;
  type: string;
  access?: { admin?: string | null; storefront?: string | null; customerAccount?: string | null } | null;
}

function createDefinition(context: ApiContext, input: DefinitionInput) {
  const fail = (field: string, message: string, code: string) => ({
    createdDefinition: null,
    userErrors: [userError(["definition", field], message, code)],
  });
  const namespace = resolveNamespace(input.namespace, context.app.appId);
  const wrongName = nameError(namespace, input.key, context.app.appId);
  if (wrongName) return fail(wrongName[0], wrongName[1], "INVALID");
  if (!VALUE_RULES[input.type]) return fail("type", "Type name is not a valid type.", "INCLUSION");
  if (definitionOf(context, { ownerType: input.ownerType, namespace, key: input.key })) {
    return fail(
      "key",
      "Key is in use for " + input.ownerType + " metafields on the '" + namespace + "' namespace.",
      "TAKEN",
    );
  }
  const ownedByApp = namespace.startsWith("app--");
  if (input.access?.admin && !ownedByApp) {
    return fail(
      "access",
      'Setting this access control is not permitted. It must be one of ["public_read_write"].',
      "ADMIN_ACCESS_INPUT_NOT_ALLOWED",
    );
  }
  const definition: MetafieldDefinition = {
    id: context.environment.allocate(),
    ownerType: input.ownerType,
    namespace,
    key: input.key,
    name: input.name,
    type: input.type,
    access: {
      admin: input.access?.admin ?? (ownedByApp ? "MERCHANT_READ" : "PUBLIC_READ_WRITE"),
      storefront: input.access?.storefront ?? "NONE",
      customerAccount: input.access?.customerAccount ?? "NONE",
    },
  };
  context.shop.metafieldDefinitions.set(definition.id, definition);
  return { createdDefinition: definition, userErrors: [] };
}

export const metafieldMutations: TypeModel = {
  metafieldsSet: (_root, args, context) => {
    const inputs = args["metafields"] as SetInput[];
    if (inputs.length > SET_LIMIT) {
      const message = `Exceeded the maximum metafields input limit of ${SET_LIMIT}.`;
      return { metafields: null, userErrors: [userError(["metafields"], message, "LESS_THAN_OR_EQUAL_TO")] };
    }
    const checked = inputs.map((input, index) => check(context, input, index));
    const userErrors = checked.filter((each): each is UserError => "message" in each);
    if (userErrors.length > 0) return { metafields: [], userErrors };
    return {
      metafields: checked.map((each) => store(context, each as Checked)),
      userErrors: [],
    };
  },
  metafieldsDelete: (_root, args, context) => {
    const inputs = args["metafields"] as { ownerId: string; namespace: string; key: string }[];
    const deletedMetafields = inputs.map((input) => {
      readId(input.ownerId);
      const namespace = resolveNamespace(input.namespace, context.app.appId);
      const gone = context.shop.metafields.delete(metafieldKey(input.ownerId, namespace, input.key));
      return gone ? { ownerId: input.ownerId, namespace, key: input.key } : null;
    });
    return { deletedMetafields, userErrors: [] };
  },
  metafieldDefinitionCreate: (_root, args, context) =>
    createDefinition(context, args["definition"] as DefinitionInput),
};
