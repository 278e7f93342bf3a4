import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { ConsentsCard } from "#app/features/customers/ui/consents-card.tsx";
import { CustomerCard } from "#app/features/customers/ui/customer-card.tsx";
import { IdentityCard } from "#app/features/customers/ui/identity-card.tsx";
import { Timeline } from "#app/features/events/ui/timeline.tsx";
import { AdjustmentForm, adjustPoints } from "#app/features/loyalty/index.server.ts";
import { AdjustPoints, type AdjustmentAnswer } from "#app/features/loyalty/ui/adjust-points.tsx";
import { Redemptions } from "#app/features/loyalty/ui/redemptions.tsx";
import { Statement } from "#app/features/loyalty/ui/statement.tsx";
import { ContactsCard } from "#app/features/messaging/ui/contacts-card.tsx";
import { CustomerOrders } from "#app/features/orders/ui/customer-orders.tsx";
import { CustomerSubscriptions } from "#app/features/orders/ui/customer-subscriptions.tsx";
import { readProfile } from "#app/features/reports/index.server.ts";
import { BuyingPlots, OwnedProducts, ProfitabilityCard } from "#app/features/reports/ui/buying-cards.tsx";
import { useNameOf } from "#app/features/reports/ui/customers-list.tsx";
import { NotesCard } from "#app/features/reports/ui/notes-card.tsx";
import { PersonalDataCard, VisitsCard } from "#app/features/reports/ui/person-cards.tsx";
import { AddressesCard, PersonCard } from "#app/features/reports/ui/person-card.tsx";
import { ReplayCard } from "#app/features/reports/ui/replay-card.tsx";
import { RelationshipCard } from "#app/features/reports/ui/relationship-card.tsx";
import { SegmentsCard } from "#app/features/segments/ui/segments-card.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";
import { SideBySide } from "#app/ui/side-by-side.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

function unknownCustomer() {
  return data({ reason: "customer_unknown" }, { status: 404 });
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff, redirect }) => {
    const customerId = parseId(params["customerId"]);
    if (customerId === null) throw unknownCustomer();
    const profile = await readProfile(shopId, customerId, new Date());
    if (!profile) throw unknownCustomer();
    if ("mergedInto" in profile) throw redirect(`/app/customers/${profile.mergedInto}`);
    await withShop(shopId, (scope) => noteAccess(scope, { customerId, actor: staff, action: "viewed" }));
    return profile;
  });
}

/** Adjusts the customer's points. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    if (customerId === null) throw unknownCustomer();
    const parsed = AdjustmentForm.safeParse(Object.fromEntries(await request.formData()));
    if (!parsed.success) {
      return data<AdjustmentAnswer>(
        { ok: false, errors: errorsOfIssues(parsed.error.issues) },
        { status: 400 },
      );
    }
    try {
      const adjustment = { ...parsed.data, customerId, staff, now: new Date() };
      await withShop(shopId, (scope) => adjustPoints(scope, adjustment));
      return data<AdjustmentAnswer>({ ok: true, adjustmentId: adjustment.adjustmentId });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data<AdjustmentAnswer>({ ok: false, errors: errorOfRefusal(error) }, { status: 400 });
    }
  });
}

export default function Customer() {
  const profile = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const { customer, balance, orders } = profile;
  const ordersById = new Map(orders.items.map((order) => [order.id.toString(), order]));
  const isRedacted = customer.redactedAt !== null;
  const canAdjust = !isRedacted && !customer.deletedAt;
  return (
    <AdminPage
      title={isRedacted ? t("customer.redacted.name") : nameOf(customer)}
      back={{ url: "/app/customers", label: t("customers.title") }}
    >
      {/* Another person starts with nothing chosen, typed or loaded. */}
      <SideBySide
        key={customer.id.toString()}
        main={
          <>
            <RelationshipCard profile={profile} />
            <BuyingPlots profile={profile} />
            <CustomerOrders customerId={customer.id} orders={orders} />
            <Timeline first={profile.timeline} source={`/app/customers/${customer.id}/timeline`} />
            <Statement lines={profile.statement} orders={ordersById} />
            <OwnedProducts customerId={customer.id} products={profile.products} />
            <ContactsCard
              customerId={customer.id}
              contacts={profile.contacts}
              campaigns={profile.campaigns}
            />
          </>
        }
        side={{
          first: (
            <CustomerCard
              customer={customer}
              balance={balance}
              action={canAdjust ? <AdjustPoints balance={balance} /> : null}
            />
          ),
          rest: (
            <>
              <NotesCard customerId={customer.id} notes={profile.notes} />
              <IdentityCard customerId={customer.id} identity={profile.identity} canChange={!isRedacted} />
              <SegmentsCard customerId={customer.id} segments={profile.segments} />
              <ConsentsCard customerId={customer.id} consents={profile.consents} />
              <PersonCard profile={profile} />
              <AddressesCard profile={profile} />
              <ProfitabilityCard profile={profile} />
              <CustomerSubscriptions subscriptions={profile.subscriptions} />
              <Redemptions redemptions={profile.redemptions} />
              <VisitsCard profile={profile} />
              {!isRedacted && <ReplayCard id={customer.id} />}
              {!isRedacted && <PersonalDataCard id={customer.id} />}
            </>
          ),
        }}
      />
    </AdminPage>
  );
}
