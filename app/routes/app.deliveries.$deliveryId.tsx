import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { readDelivery, retryDeliveries } from "#app/features/events/index.server.ts";
import { DeliveryDetail } from "#app/features/events/ui/delivery-detail.tsx";
import { type RetryAnswer, useRetryToast } from "#app/features/events/ui/retry-all.tsx";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { AdminPage } from "#app/ui/admin-page.tsx";
import { useRefresh } from "#app/ui/use-refresh.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

const REFRESH_MS = 2_000;

function unknownDelivery() {
  return data({ reason: "delivery_unknown" }, { status: 404 });
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }) => {
    const deliveryId = parseId(params.deliveryId);
    const delivery =
      deliveryId === null ? null : await withShop(shopId, (scope) => readDelivery(scope, deliveryId));
    if (!delivery) throw unknownDelivery();
    const { topic, status, attempts, error, receivedAt, processedAt, triggeredAt } = delivery;
    const { webhookId, eventId, apiVersion, body } = delivery;
    return {
      topic,
      status,
      attempts,
      error,
      receivedAt,
      processedAt,
      triggeredAt,
      webhookId,
      eventId,
      apiVersion,
      body,
    };
  });
}

/** Tries a failed delivery again. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId }): Promise<RetryAnswer> => {
    const deliveryId = parseId(params.deliveryId);
    if (deliveryId === null) throw unknownDelivery();
    return { retried: await withShop(shopId, (scope) => retryDeliveries(scope, [deliveryId])) };
  });
}

export default function Delivery() {
  const delivery = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const fetcher = useFetcher<RetryAnswer>();
  useRetryToast(fetcher);
  useRefresh(delivery.status === "received" ? REFRESH_MS : null);
  return (
    <AdminPage
      title={delivery.topic}
      back={{ url: "/app/deliveries", label: t("deliveries.title") }}
      action={
        delivery.status === "failed" && (
          <Button
            variant="primary"
            loading={fetcher.state !== "idle"}
            onClick={() => void fetcher.submit({}, { method: "post" })}
          >
            {t("delivery.retry")}
          </Button>
        )
      }
    >
      <DeliveryDetail delivery={delivery} />
    </AdminPage>
  );
}
