/**
 * Protected customer data in what web pixels are told: null where the app is not approved for the field, as in webhooks.
 * Without level 1 there is no customer at all.
 */
import { FULL_ACCESS, type ProtectedDataAccess } from "#simulator/admin-api/protected-data.ts";
import type { AppUnderTest } from "#simulator/context.ts";

type Kind = Exclude<keyof ProtectedDataAccess, "level1">;

const FIELDS: Record<string, Kind> = {
  firstName: "name",
  lastName: "name",
  email: "email",
  phone: "phone",
  smsMarketingPhone: "phone",
  address1: "address",
  address2: "address",
  zip: "address",
};

function redact(value: unknown, access: ProtectedDataAccess): unknown {
  if (Array.isArray(value)) return value.map((each) => redact(each, access));
  if (typeof value !== "object" || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const kind = FIELDS[key];
    const isHidden = kind ? !(access.level1 && access[kind]) : key === "customer" && !access.level1;
    kept[key] = isHidden ? null : redact(inner, access);
  }
  return kept;
}

/** Plain data of an event or of `init`, as the app may see it. The data itself stays as it is. */
export function forApp<T>(app: Pick<AppUnderTest, "protectedCustomerData">, data: T): T {
  const access = app.protectedCustomerData ?? FULL_ACCESS;
  const isAll = access.level1 && access.name && access.email && access.phone && access.address;
  return isAll ? data : (redact(data, access) as T);
}
