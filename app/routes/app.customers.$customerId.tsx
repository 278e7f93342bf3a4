import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { findCustomer, resolveMerges } from "#app/features/customers/index.server.ts";
import { CustomerCard } from "#app/features/customers/ui/customer-card.tsx";
import { timelineOf } from "#app/features/events/index.server.ts";
import { Timeline } from "#app/features/events/ui/timeline.tsx";
import {
  AdjustmentForm,
  adjustPoints,
  balanceOf,
  readStatement,
  redemptionsOf,
} from "#app/features/loyalty/index.server.ts";
import { AdjustPoints, type AdjustmentAnswer } from "#app/features/loyalty/ui/adjust-points.tsx";
import { Redemptions } from "#app/features/loyalty/ui/redemptions.tsx";
import { Statement } from "#app/features/loyalty/ui/statement.tsx";
import { ordersOf } from "#app/features/orders/index.server.ts";
import { CustomerOrders } from "#app/features/orders/ui/customer-orders.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { errorOfRefusal, errorsOfIssues } from "#app/ui/form-errors.ts";
import { personName } from "#app/ui/person-name.ts";
import { SideBySide } from "#app/ui/side-by-side.tsx";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const LINES_SHOWN = 100;

function unknownCustomer() {
  return data({ reason: "customer_unknown" }, { status: 404 });
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, redirect }) => {
    const customerId = parseId(params.customerId);
    if (customerId === null) throw unknownCustomer();
    const found = await withShop(shopId, async (scope) => {
      const mergedInto = (await resolveMerges(scope, [customerId])).get(customerId);
      if (mergedInto !== undefined) return { mergedInto };
      const customer = await findCustomer(scope, customerId);
      return (
        customer && {
          mergedInto: undefined,
          customer,
          balance: await balanceOf(scope, customerId),
          facts: await timelineOf(scope, customerId, LINES_SHOWN),
          statement: await readStatement(scope, customerId, LINES_SHOWN),
          orders: await ordersOf(scope, customerId, LINES_SHOWN),
          redemptions: await redemptionsOf(scope, customerId, LINES_SHOWN),
        }
      );
    });
    if (!found) throw unknownCustomer();
    if (found.mergedInto !== undefined) throw redirect(`/app/customers/${found.mergedInto}`);
    return found;
  });
}

/** Adjusts the customer's points. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params.customerId);
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
  const { customer, balance, facts, statement, orders, redemptions } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const ordersById = new Map(orders.map((order) => [order.id.toString(), order]));
  const isRedacted = customer.redactedAt !== null;
  const title = isRedacted ? t("customer.redacted.name") : (personName(customer) ?? t("customers.nameless"));
  return (
    <AdminPage title={title} back={{ url: "/app/customers", label: t("customers.title") }}>
      <SideBySide
        main={
          <>
            <Statement lines={statement} orders={ordersById} />
            <Timeline facts={facts} orders={ordersById} isCut={facts.length === LINES_SHOWN} />
          </>
        }
        side={{
          first: (
            <CustomerCard
              customer={customer}
              balance={balance}
              action={isRedacted || customer.deletedAt ? null : <AdjustPoints balance={balance} />}
            />
          ),
          rest: (
            <>
              <Redemptions redemptions={redemptions} />
              <CustomerOrders orders={orders} />
            </>
          ),
        }}
      />
    </AdminPage>
  );
}
