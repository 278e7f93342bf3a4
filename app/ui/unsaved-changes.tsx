import { SaveBar } from "@shopify/app-bridge-react";
import { useBlocker } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

interface UnsavedChangesProps {
  id: string;
  isDirty: boolean;
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

/**
 * The admin's save bar for a form with unsaved changes. Leaving the page meanwhile asks first; the page it was going to
 * follows if the merchant agrees.
 */
export function UnsavedChanges({ id, isDirty, isSaving, onSave, onDiscard }: UnsavedChangesProps) {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && !isSaving && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    const confirmed = window.shopify?.saveBar?.leaveConfirmation?.() ?? Promise.resolve();
    confirmed.then(
      () => blocker.proceed(),
      () => blocker.reset(),
    );
  }, [blocker]);
  return (
    // As with the navigation: the element is hidden before React sees it.
    <SaveBar id={id} open={isDirty} {...{ suppressHydrationWarning: true }}>
      <button variant="primary" onClick={onSave} disabled={isSaving} loading={isSaving ? "" : undefined}>
        {t("form.save")}
      </button>
      <button onClick={onDiscard} disabled={isSaving}>
        {t("form.discard")}
      </button>
    </SaveBar>
  );
}
