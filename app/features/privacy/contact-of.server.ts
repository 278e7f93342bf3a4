import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { guestIdOf, recogniserOf } from "#app/features/customers/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";

export interface Contact {
  emails: readonly string[];
  phones: readonly string[];
}

/** The blind tokens that these e-mails and phones are recognised by, by the shop's rules. */
export async function identitiesOf(
  scope: ShopScope,
  { emails, phones }: Contact,
): Promise<{ kind: "email" | "phone"; token: Buffer }[]> {
  const recogniser = await recogniserOf(scope);
  return [
    ...emails.flatMap((email) => recogniser.identitiesOf({ email, phone: null })),
    ...phones.flatMap((phone) => recogniser.identitiesOf({ email: null, phone })),
  ];
}

/** The numbers that guests with these e-mails or phones have, seen or not. */
export async function guestIdsOf(scope: ShopScope, contact: Contact): Promise<bigint[]> {
  const index = await blindIndexOf(scope);
  return (await identitiesOf(scope, contact)).map((identity) => guestIdOf(index, identity));
}
