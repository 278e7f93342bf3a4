import type { CustomerState } from "#app/features/customers/index.server.ts";

/** A customer as an import shows one. */
export function makeCustomerState(overrides: Partial<CustomerState> = {}): CustomerState {
  return {
    id: 1n,
    email: "customer@example.com",
    phone: null,
    firstName: null,
    lastName: null,
    note: null,
    accountState: "enabled",
    verifiedEmail: true,
    taxExempt: false,
    defaultAddress: null,
    addresses: [],
    locale: "en",
    tags: [],
    createdAt: new Date("2026-01-01T00:00:00Z"),
    updatedAt: new Date("2026-01-01T00:00:00Z"),
    ...overrides,
  };
}
