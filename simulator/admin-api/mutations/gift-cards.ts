/** `giftCardCreate`, `giftCardUpdate`, `giftCardCredit`, `giftCardDebit`, `giftCardDeactivate`. */
import { parseDecimal } from "#simulator/money.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { GiftCardChange } from "#simulator/state/gift-cards.ts";
import type { GiftCardRecipient } from "#simulator/state/model.ts";
import { type ApiContext, type Arguments, type TypeModel, type UserError, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { transactionView } from "../objects/gift-card.ts";

interface MoneyInput {
  amount: string;
  currencyCode: string;
}

interface CardInput {
  code?: string | null;
  initialValue?: string | null;
  initialAmount?: MoneyInput | null;
  customerId?: string | null;
  recipientAttributes?: {
    id: string;
    message?: string | null;
    preferredName?: string | null;
    sendNotificationAt?: string | null;
  } | null;
  note?: string | null;
  templateSuffix?: string | null;
  expiresOn?: string | null;
  crossCurrencyRedemptionStrategy?: string | null;
}

const UNKNOWN = -1n;

const shown = (errors: CommandError[], argument: string | null): UserError[] =>
  errors.map(({ field, message, code }) => {
    const path = field.split(".");
    return userError(argument === null || field === "id" ? path : [argument, ...path], message, code ?? null);
  });

function recipientOf(input: CardInput): GiftCardRecipient | null {
  const recipient = input.recipientAttributes;
  if (!recipient) return null;
  return {
    customerId: idOfType(recipient.id, "Customer") ?? UNKNOWN,
    message: recipient.message ?? null,
    preferredName: recipient.preferredName ?? null,
    sendNotificationAt: recipient.sendNotificationAt ? new Date(recipient.sendNotificationAt) : null,
  };
}

/** The fields that both inputs have; only those that are given. */
function changeOf(input: CardInput): GiftCardChange {
  const { customerId, note, templateSuffix, expiresOn, crossCurrencyRedemptionStrategy } = input;
  return {
    ...(customerId === undefined
      ? {}
      : { customerId: customerId === null ? null : (idOfType(customerId, "Customer") ?? UNKNOWN) }),
    ...(input.recipientAttributes === undefined ? {} : { recipient: recipientOf(input) }),
    ...(note === undefined ? {} : { note }),
    ...(templateSuffix === undefined ? {} : { templateSuffix }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(crossCurrencyRedemptionStrategy ? { redemptionStrategy: crossCurrencyRedemptionStrategy } : {}),
  };
}

function create(context: ApiContext, input: CardInput): object {
  const fail = (userErrors: UserError[]) => ({ giftCard: null, giftCardCode: null, userErrors });
  const { initialValue, initialAmount } = input;
  if (initialValue && initialAmount) {
    const message = "Only one of initialValue and initialAmount can be given.";
    return fail([userError(["input", "initialValue"], message, "INVALID")]);
  }
  const value = parseDecimal(initialAmount?.amount ?? initialValue ?? "");
  if (value === null) {
    return fail([userError(["input", "initialValue"], "Initial value can't be blank", "MISSING_ARGUMENT")]);
  }
  const result = context.commands.createGiftCard({
    ...changeOf(input),
    initialValue: value,
    ...(initialAmount ? { currency: initialAmount.currencyCode } : {}),
    code: input.code ?? null,
  });
  return result.ok
    ? { giftCard: result.giftCard, giftCardCode: result.giftCard.code, userErrors: [] }
    : fail(shown(result.errors, "input"));
}

const cardId = (args: Arguments): bigint => idOfType(args["id"], "GiftCard") ?? UNKNOWN;

interface MovementInput {
  creditAmount?: MoneyInput;
  debitAmount?: MoneyInput;
  note?: string | null;
  processedAt?: string | null;
}

/** `sign`: 1 for credits, -1 for debits. */
function move(context: ApiContext, args: Arguments, sign: 1 | -1): object {
  const [argument, amountField, answerField] =
    sign === 1
      ? (["creditInput", "creditAmount", "giftCardCreditTransaction"] as const)
      : (["debitInput", "debitAmount", "giftCardDebitTransaction"] as const);
  const input = args[argument] as MovementInput;
  const { amount, currencyCode } = input[amountField]!;
  const hundredths = parseDecimal(amount) ?? 0n;
  const fail = (userErrors: UserError[]) => ({ [answerField]: null, userErrors });
  if (hundredths <= 0n) {
    const message = "A positive amount must be used.";
    return fail([userError([argument, amountField, "amount"], message, "NEGATIVE_OR_ZERO_AMOUNT")]);
  }
  const result = context.commands.moveGiftCardMoney(cardId(args), {
    amount: hundredths * BigInt(sign),
    currency: currencyCode,
    note: input.note ?? null,
    ...(input.processedAt ? { processedAt: new Date(input.processedAt) } : {}),
  });
  if (result.ok) {
    return { [answerField]: transactionView(result.giftCard, result.transaction), userErrors: [] };
  }
  const errors = result.errors.map((error) =>
    ["amount", "currencyCode"].includes(error.field)
      ? { ...error, field: `${amountField}.${error.field}` }
      : error,
  );
  return fail(shown(errors, argument));
}

export const giftCardMutations: TypeModel = {
  giftCardCreate: (_root, args, context) => create(context, args["input"] as CardInput),
  giftCardUpdate: (_root, args, context) => {
    const result = context.commands.updateGiftCard(cardId(args), changeOf(args["input"] as CardInput));
    return result.ok
      ? { giftCard: result.giftCard, userErrors: [] }
      : { giftCard: null, userErrors: shown(result.errors, "input") };
  },
  giftCardCredit: (_root, args, context) => move(context, args, 1),
  giftCardDebit: (_root, args, context) => move(context, args, -1),
  giftCardDeactivate: (_root, args, context) => {
    const result = context.commands.deactivateGiftCard(cardId(args));
    return result.ok
      ? { giftCard: result.giftCard, userErrors: [] }
      : { giftCard: null, userErrors: shown(result.errors, null) };
  },
};
