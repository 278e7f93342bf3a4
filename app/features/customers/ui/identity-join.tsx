import { BlockStack, ChoiceList, Modal, Spinner, Text, TextField } from "@shopify/polaris";
import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { personName } from "#app/ui/person-name.ts";
import type { IdentityAnswer } from "./identity-answer.ts";
import { IdentityPreview } from "./identity-preview.tsx";
import { useIdentityDecision } from "./use-identity-decision.ts";

const TYPING_PAUSE_MS = 250;

/** Finds somebody, shows what would move, and joins them. */
export function JoinModal({
  customerId,
  isOpen,
  onClose,
}: {
  customerId: bigint;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const address = `/app/customers/${customerId}/identity`;
  const [search, setSearch] = useState("");
  const [otherId, setOtherId] = useState<string | null>(null);
  const { load: find, ...found } = useFetcher<IdentityAnswer>();
  const preview = useFetcher<IdentityAnswer>();
  const decision = useIdentityDecision(address, t("identity.join.done"), onClose);

  useEffect(() => {
    if (search.trim().length < 2) return;
    const timer = setTimeout(
      () => find(`${address}?${new URLSearchParams({ find: search })}`),
      TYPING_PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [address, find, search]);

  const choose = (id: string) => {
    setOtherId(id);
    decision.forget();
    preview.load(`${address}?${new URLSearchParams({ with: id })}`);
  };
  const people = search.trim().length >= 2 && found.data?.kind === "choices" ? found.data.people : null;
  const shown = decision.refusal ?? (otherId !== null && preview.state === "idle" ? preview.data : undefined);
  return (
    <Modal
      open={isOpen}
      onClose={onClose}
      title={t("identity.join.title")}
      primaryAction={{
        content: t("identity.join.confirm"),
        disabled: shown?.kind !== "preview",
        loading: decision.isBusy,
        onAction: () => otherId !== null && decision.send({ intent: "join", otherId }),
      }}
      secondaryActions={[{ content: t("form.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <TextField
            label={t("identity.join.find")}
            helpText={t("identity.join.find_help")}
            value={search}
            onChange={(text) => {
              setSearch(text);
              setOtherId(null);
            }}
            autoComplete="off"
            autoFocus
            maxLength={200}
            suffix={found.state === "loading" ? <Spinner size="small" /> : undefined}
          />
          <div aria-live="polite">
            {people?.length === 0 && <Text as="p">{t("identity.join.nobody")}</Text>}
            {people && people.length > 0 && (
              <ChoiceList
                title={t("identity.join.who")}
                choices={people.map((person) => ({
                  value: person.id.toString(),
                  label: personName(person) ?? person.phone ?? t("identity.nameless.customer"),
                  helpText: [person.email, person.phone].filter(Boolean).join(" · "),
                }))}
                selected={otherId === null ? [] : [otherId]}
                onChange={([id]) => id !== undefined && choose(id)}
              />
            )}
          </div>
          {(shown?.kind === "preview" || shown?.kind === "refused") && (
            <IdentityPreview answer={shown} way="join" />
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
