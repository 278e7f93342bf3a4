/** The address book of the signed-in customer. */
import type { CommandError } from "#simulator/state/commands.ts";
import type { AddressInput } from "#simulator/state/customers-commands.ts";
import { redirect } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { answerPage } from "../theme.ts";
import { themeText } from "../theme-texts.ts";
import { formOf, pathOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { toLogin } from "./account.ts";
import { get, post } from "./route.ts";
import type { Route } from "./route.ts";

export const addressRoutes: Route[] = [
  get(/^\/account\/addresses$/, (visit) => addressPage(visit, null)),
  post(/^\/account\/addresses$/, create),
  post(/^\/account\/addresses\/(\d{1,20})$/, (visit, [id = ""]) => change(visit, BigInt(id))),
];

const COUNTRY_CODES = "GB IE AT AU BE BR CA CH DE DK ES FI FR IT JP NL NO NZ PL PT SE US".split(" ");

function addressPage(visit: Visit, error: string | null): Promise<Answer> | Answer {
  if (!visit.customer) return toLogin(visit);
  const names = new Intl.DisplayNames(visit.locale, { type: "region" });
  const used = visit.customer.addresses.map((address) => address.countryCode).filter(Boolean);
  const countries = [...new Set([...COUNTRY_CODES, ...used])].map((code) => ({
    code,
    name: names.of(code) ?? code,
  }));
  return answerPage(
    visit,
    {
      template: "customers/addresses",
      title: { key: "addresses.title" },
      objects: () => ({ countries, address_error: error }),
    },
    error === null ? 200 : 422,
  );
}

function readAddress(form: URLSearchParams): AddressInput {
  const field = (name: string): string => (form.get(`address[${name}]`) ?? "").trim();
  return {
    firstName: field("first_name"),
    lastName: field("last_name"),
    address1: field("address1"),
    address2: field("address2"),
    city: field("city"),
    zip: field("zip"),
    country: field("country"),
    ...(form.has("address[province]") ? { province: field("province") } : {}),
    ...(form.has("address[phone]") ? { phone: field("phone") } : {}),
  };
}

const refusalText = (visit: Visit, errors: readonly CommandError[]): string =>
  themeText(visit, "addresses.refused", { reason: errors.map(({ message }) => message).join(" ") });

function create(visit: Visit): Promise<Answer> | Answer {
  if (!visit.customer) return toLogin(visit);
  const form = formOf(visit);
  const isDefault = form.has("address[default]");
  const made = visit.context.commands.createAddress(visit.customer.id, readAddress(form), isDefault);
  return made.ok ? done(visit) : addressPage(visit, refusalText(visit, made.errors));
}

/** Browsers send GET and POST only: `_method=delete` says what is meant. */
function change(visit: Visit, id: bigint): Promise<Answer> | Answer {
  if (!visit.customer) return toLogin(visit);
  const form = formOf(visit);
  const { commands } = visit.context;
  const changed =
    form.getAll("_method").at(-1)?.toLowerCase() === "delete"
      ? commands.deleteAddress(visit.customer.id, id)
      : commands.updateAddress(visit.customer.id, id, readAddress(form), form.has("address[default]"));
  return changed.ok ? done(visit) : addressPage(visit, refusalText(visit, changed.errors));
}

const done = (visit: Visit): Answer => redirect(pathOf(visit, "/account/addresses"), 303);
