import { Modal, Spinner } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { JoinedPerson } from "#app/features/customers/index.server.ts";
import type { IdentityAnswer } from "./identity-answer.ts";
import { IdentityPreview } from "./identity-preview.tsx";
import { useIdentityDecision } from "./use-identity-decision.ts";

/** Shows what would move, and takes two apart, or a browser that was taken apart back. */
export function DecideModal({
  customerId,
  person,
  way,
  onClose,
}: {
  customerId: bigint;
  person: JoinedPerson;
  way: "undo" | "again";
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const address = `/app/customers/${customerId}/identity`;
  const fromId = person.id.toString();
  const { load, data } = useFetcher<IdentityAnswer>();
  const decision = useIdentityDecision(address, t(`identity.${way}.done`), onClose);
  const question = way === "undo" ? "undo" : "with";
  useEffect(
    () => load(`${address}?${new URLSearchParams({ [question]: fromId })}`),
    [address, question, fromId, load],
  );
  const shown = decision.refusal ?? data;
  return (
    <Modal
      open
      onClose={onClose}
      title={t(`identity.${way}.title`)}
      primaryAction={{
        content: t(`identity.${way}.confirm`),
        destructive: way === "undo",
        disabled: shown?.kind !== "preview",
        loading: decision.isBusy,
        onAction: () =>
          decision.send(way === "undo" ? { intent: "undo", fromId } : { intent: "join", otherId: fromId }),
      }}
      secondaryActions={[{ content: t("form.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        {shown?.kind === "preview" || shown?.kind === "refused" ? (
          <IdentityPreview answer={shown} way={way} />
        ) : (
          <Spinner size="small" accessibilityLabel={t("identity.loading")} />
        )}
      </Modal.Section>
    </Modal>
  );
}
