/** `storeCreditAccountCredit`, `storeCreditAccountDebit`. */
import { parseDecimal } from "#simulator/money.ts";
import type { CommandError } from "#simulator/state/commands.ts";
import type { CreditOwner } from "#simulator/state/store-credit.ts";
import { type ApiContext, type Arguments, NotModelled, type TypeModel, userError } from "../context.ts";
import { readId } from "../ids.ts";
import { transactionView } from "../objects/store-credit.ts";

function ownerOf(value: unknown): CreditOwner | null {
  const { type, id } = readId(value);
  if (type === "CompanyLocation") throw new NotModelled("store credit of company locations");
  if (type === "Customer") return { customerId: id };
  return type === "StoreCreditAccount" ? { accountId: id } : null;
}

interface MovementInput {
  creditAmount?: { amount: string; currencyCode: string };
  debitAmount?: { amount: string; currencyCode: string };
  expiresAt?: string | null;
}

/** `name`: of the argument and of its amount. */
function move(context: ApiContext, args: Arguments, name: "credit" | "debit"): object {
  const [argument, amountField] = [`${name}Input`, `${name}Amount` as const];
  const input = args[argument] as MovementInput;
  const { amount, currencyCode } = input[amountField]!;
  const fail = (errors: CommandError[]) => ({
    storeCreditAccountTransaction: null,
    userErrors: errors.map(({ field, message, code }) => {
      const inAmount = field === "amount" || field === "currencyCode";
      const path = field === "id" ? ["id"] : [argument, ...(inAmount ? [amountField] : []), field];
      return userError(path, message, code ?? null);
    }),
  });
  const owner = ownerOf(args["id"]);
  if (!owner) {
    const message = "The store credit account could not be found.";
    return fail([{ field: "id", message, code: "ACCOUNT_NOT_FOUND" }]);
  }
  const movement = { owner, amount: parseDecimal(amount) ?? 0n, currency: currencyCode };
  const result =
    name === "credit"
      ? context.commands.addStoreCredit({
          ...movement,
          expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
        })
      : context.commands.takeStoreCredit(movement);
  if (!result.ok) return fail(result.errors);
  return {
    storeCreditAccountTransaction: transactionView(result.account, result.transaction),
    userErrors: [],
  };
}

export const storeCreditMutations: TypeModel = {
  storeCreditAccountCredit: (_root, args, context) => move(context, args, "credit"),
  storeCreditAccountDebit: (_root, args, context) => move(context, args, "debit"),
};
