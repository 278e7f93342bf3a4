import { ActionList, Button, Modal, Popover, Text, TextField } from "@shopify/polaris";
import { MenuHorizontalIcon } from "@shopify/polaris-icons";
import { Link, useFetcher, useNavigate } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldErrors } from "#app/ui/form-errors.ts";
import { showToast } from "#app/ui/toast.ts";
import { useErrorText } from "#app/ui/use-error-text.ts";
import { addressOfView, STANDARD_VIEWS, type ViewQuery } from "../schema.ts";
import styles from "./customers-filter.module.css";

export interface SavedView {
  id: number;
  name: string;
  address: string;
}

/** What the views' action answers. */
export type ViewAnswer = { ok: true; id: number | null } | { ok: false; errors: FieldErrors };

/** The lists that are kept: those that every shop has, and the shop's own. */
export function CustomersViews({
  views,
  query,
  current,
}: {
  views: readonly SavedView[];
  query: ViewQuery;
  current: number | null;
}) {
  const { t } = useTranslation();
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const address = addressOfView({ ...query, q: "" }).toString();
  const standard = STANDARD_VIEWS.map(({ name, query: of }) => ({
    name,
    address: addressOfView(of).toString(),
  }));
  const own = views.find((view) => view.id === current);
  const isKept = standard.some((view) => view.address === address) || own?.address === address;
  return (
    <nav className={styles.views} aria-label={t("customers.views.title")}>
      {standard.map((view) => (
        <ViewLink key={view.name} to={`?${view.address}`} isCurrent={!own && view.address === address}>
          {t(`customers.views.${view.name}`)}
        </ViewLink>
      ))}
      {views.map((view) => (
        <ViewLink key={view.id} to={`?${withView(view)}`} isCurrent={view.id === current}>
          {view.name}
        </ViewLink>
      ))}
      {own && <ViewMenu view={own} address={address} onRename={() => setNaming("rename")} />}
      {!isKept && (
        <Button variant="plain" onClick={() => setNaming("new")}>
          {t("customers.views.save")}
        </Button>
      )}
      {naming && (
        <NameModal
          view={naming === "rename" && own ? own : null}
          address={naming === "rename" && own ? own.address : address}
          hasSearch={query.q !== ""}
          onClose={() => setNaming(null)}
        />
      )}
    </nav>
  );
}

function withView({ id, address }: SavedView): URLSearchParams {
  const params = new URLSearchParams(address);
  params.set("view", String(id));
  return params;
}

function ViewLink({ to, isCurrent, children }: { to: string; isCurrent: boolean; children: string }) {
  return (
    <Link className={styles.view} to={to} aria-current={isCurrent ? "page" : undefined} preventScrollReset>
      {children}
    </Link>
  );
}

function ViewMenu({ view, address, onRename }: { view: SavedView; address: string; onRename: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fetcher = useFetcher<ViewAnswer>();
  const [isOpen, setIsOpen] = useState(false);
  const submit = (fields: Record<string, string>) => {
    setIsOpen(false);
    void fetcher.submit(
      { id: String(view.id), ...fields },
      { method: "post", action: "/app/customers/views" },
    );
  };
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      activator={
        <Button
          variant="tertiary"
          icon={MenuHorizontalIcon}
          accessibilityLabel={t("customers.views.more")}
          loading={fetcher.state !== "idle"}
          onClick={() => setIsOpen(!isOpen)}
        />
      }
    >
      <ActionList
        items={[
          ...(address === view.address
            ? []
            : [
                {
                  content: t("customers.views.update"),
                  onAction: () => submit({ name: view.name, query: address }),
                },
              ]),
          {
            content: t("customers.views.rename"),
            onAction: () => {
              setIsOpen(false);
              onRename();
            },
          },
          {
            content: t("customers.views.delete"),
            destructive: true,
            onAction: () => {
              submit({ intent: "delete" });
              showToast(t("customers.views.deleted"));
              navigate("?");
            },
          },
        ]}
      />
    </Popover>
  );
}

function NameModal({
  view,
  address,
  hasSearch,
  onClose,
}: {
  view: SavedView | null;
  address: string;
  hasSearch: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const fetcher = useFetcher<ViewAnswer>();
  const [name, setName] = useState(view?.name ?? "");
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const errors = answer && !answer.ok ? answer.errors : {};
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || !answer?.ok) return;
    isDone.current = true;
    showToast(t("customers.views.saved"));
    if (answer.id !== null) navigate(`?${withView({ id: answer.id, name, address })}`);
    onClose();
  }, [address, answer, name, navigate, onClose, t]);
  const save = () =>
    void fetcher.submit(
      { name, query: address, ...(view ? { id: String(view.id) } : {}) },
      { method: "post", action: "/app/customers/views" },
    );
  return (
    <Modal
      open
      onClose={onClose}
      title={view ? t("customers.views.rename") : t("customers.views.save")}
      primaryAction={{ content: t("form.save"), onAction: save, loading: fetcher.state !== "idle" }}
      secondaryActions={[{ content: t("form.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <TextField
          label={t("customers.views.name")}
          value={name}
          onChange={setName}
          maxLength={60}
          autoComplete="off"
          autoFocus
          error={errorText(errors["name"] ?? errors["form"])}
        />
        {hasSearch && (
          <Text as="p" tone="subdued">
            {t("customers.views.no_search")}
          </Text>
        )}
      </Modal.Section>
    </Modal>
  );
}
