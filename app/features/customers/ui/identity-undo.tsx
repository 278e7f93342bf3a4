import { Modal, Spinner } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { JoinedPerson } from "#app/features/customers/index.server.ts";
import type { IdentityAnswer } from "./identity-answer.ts";
import { IdentityPreview } from "./identity-preview.tsx";
import { useIdentityDecision } from "./use-identity-decision.ts";

/** Shows what would go back, and takes two apart again. */
export function UndoModal({
  customerId,
  person,
  onClose,
}: {
  customerId: bigint;
  person: JoinedPerson;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const address = `/app/customers/${customerId}/identity`;
  const fromId = person.id.toString();
  const { load, data } = useFetcher<IdentityAnswer>();
  const decision = useIdentityDecision(address, t("identity.undo.done"), onClose);
  useEffect(() => load(`${address}?${new URLSearchParams({ undo: fromId })}`), [address, fromId, load]);
  const shown = decision.refusal ?? data;
  return (
    <Modal
      open
      onClose={onClose}
      title={t("identity.undo.title")}
      primaryAction={{
        content: t("identity.undo.confirm"),
        destructive: true,
        disabled: shown?.kind !== "preview",
        loading: decision.isBusy,
        onAction: () => decision.send({ intent: "undo", fromId }),
      }}
      secondaryActions={[{ content: t("form.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        {shown?.kind === "preview" || shown?.kind === "refused" ? (
          <IdentityPreview answer={shown} way="undo" />
        ) : (
          <Spinner size="small" accessibilityLabel={t("identity.loading")} />
        )}
      </Modal.Section>
    </Modal>
  );
}
