import {
  Banner,
  BlockStack,
  Button,
  ButtonGroup,
  Card,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from "@shopify/polaris";
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon } from "@shopify/polaris-icons";
import { useFetcher, useSearchParams } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "#app/ui/toast.ts";
import { UnsavedChanges } from "#app/ui/unsaved-changes.tsx";
import { useErrorText } from "#app/ui/use-error-text.ts";
import type { Block, TemplateContent } from "../domain/content.ts";
import type { Preview, TemplateAnswer } from "../template-page.server.ts";
import { BlockFields } from "./block-fields.tsx";
import { TemplatePreview } from "./template-preview.tsx";
import styles from "./template-editor.module.css";

/** The preview follows once nothing was typed for so long. */
const PREVIEW_DELAY_MS = 500;

const NEW_BLOCKS: Record<Block["type"], Block> = {
  heading: { type: "heading", text: "" },
  text: { type: "text", text: "" },
  image: { type: "image", url: "", alt: "", href: "" },
  button: { type: "button", label: "", url: "{{ shop.url }}" },
  products: { type: "products", limit: 4 },
  coupon: { type: "coupon", label: "" },
  divider: { type: "divider" },
};

interface TemplateEditorProps {
  language: string;
  languages: readonly string[];
  content: TemplateContent;
  preview: Preview;
}

/** The blocks of a message in one language, beside what becomes of them on a phone and on a desktop. */
export function TemplateEditor({ language, languages, content, preview }: TemplateEditorProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const fetcher = useFetcher<TemplateAnswer>();
  const looks = useFetcher<TemplateAnswer>();
  const [search, setSearch] = useSearchParams();
  const [customer, setCustomer] = useState(search.get("customer") ?? "");
  const [draft, setDraft] = useState(content);
  const [to, setTo] = useState("");
  const answer = fetcher.data;
  useEffect(() => {
    if (answer?.step === "saved") showToast(t("messages.editor.saved"));
    if (answer?.step === "sent") showToast(t("messages.editor.test_sent"));
  }, [answer, t]);
  const errors = answer?.step === "refused" ? answer.errors : {};
  const shown = looks.data?.step === "preview" ? looks.data.preview : preview;
  const problems =
    answer?.step === "refused" && answer.problems.length > 0 ? answer.problems : shown.problems;
  const isDirty = JSON.stringify(draft) !== JSON.stringify(content);
  const fields = (intent: string) => ({ intent, language, to, customer, content: JSON.stringify(draft) });
  const submit = (intent: string) => void fetcher.submit(fields(intent), { method: "post" });
  const seen = useRef(JSON.stringify([content, customer]));
  useEffect(() => {
    const now = JSON.stringify([draft, customer]);
    if (now === seen.current) return;
    const timer = setTimeout(() => {
      seen.current = now;
      const asked = { intent: "preview", language, customer, content: JSON.stringify(draft) };
      void looks.submit(asked, { method: "post" });
    }, PREVIEW_DELAY_MS);
    return () => clearTimeout(timer);
  }, [draft, customer, language, looks]);
  const setBlock = (index: number, block: Block) =>
    setDraft({ ...draft, blocks: draft.blocks.map((each, at) => (at === index ? block : each)) });
  const move = (index: number, by: number) => {
    const blocks = [...draft.blocks];
    const [block] = blocks.splice(index, 1);
    if (block) blocks.splice(index + by, 0, block);
    setDraft({ ...draft, blocks });
  };
  return (
    <>
      <UnsavedChanges
        id="template"
        isDirty={isDirty}
        isSaving={fetcher.state !== "idle"}
        onSave={() => submit("save")}
        onDiscard={() => setDraft(content)}
      />
      <div className={styles.columns}>
        <div className={styles.fields}>
          <Card>
            <FormLayout>
              <Select
                label={t("messages.editor.language")}
                options={languages
                  .map((value) => ({ value, label: t(`messages.language.${value}` as "messages.title") }))
                  .toSorted((a, b) => a.label.localeCompare(b.label))}
                value={language}
                onChange={(value) => setSearch({ language: value, customer })}
              />
              <TextField
                label={t("messages.editor.subject")}
                value={draft.subject}
                onChange={(subject) => setDraft({ ...draft, subject })}
                error={errorText(errors["subject"])}
                autoComplete="off"
              />
              <TextField
                label={t("messages.editor.preheader")}
                value={draft.preheader}
                onChange={(preheader) => setDraft({ ...draft, preheader })}
                error={errorText(errors["preheader"])}
                autoComplete="off"
              />
            </FormLayout>
          </Card>
          {draft.blocks.map((block, index) => (
            <Card key={index}>
              <BlockStack gap="200">
                <InlineStack align="space-between" blockAlign="center">
                  <Text as="h2" variant="headingSm">
                    {t(`messages.block.${block.type}`)}
                  </Text>
                  <ButtonGroup>
                    <Button
                      icon={ArrowUpIcon}
                      variant="tertiary"
                      accessibilityLabel={t("messages.editor.up", { number: index + 1 })}
                      disabled={index === 0}
                      onClick={() => move(index, -1)}
                    />
                    <Button
                      icon={ArrowDownIcon}
                      variant="tertiary"
                      accessibilityLabel={t("messages.editor.down", { number: index + 1 })}
                      disabled={index === draft.blocks.length - 1}
                      onClick={() => move(index, 1)}
                    />
                    <Button
                      icon={DeleteIcon}
                      variant="tertiary"
                      tone="critical"
                      accessibilityLabel={t("messages.editor.remove", { number: index + 1 })}
                      onClick={() =>
                        setDraft({ ...draft, blocks: draft.blocks.filter((_, at) => at !== index) })
                      }
                    />
                  </ButtonGroup>
                </InlineStack>
                <BlockFields block={block} onChange={(changed) => setBlock(index, changed)} />
              </BlockStack>
            </Card>
          ))}
          <Card>
            <BlockStack gap="200">
              <Text as="h2" variant="headingSm">
                {t("messages.editor.add")}
              </Text>
              <InlineStack gap="200">
                {Object.values(NEW_BLOCKS).map((block) => (
                  <Button
                    key={block.type}
                    onClick={() => setDraft({ ...draft, blocks: [...draft.blocks, block] })}
                  >
                    {t(`messages.block.${block.type}`)}
                  </Button>
                ))}
              </InlineStack>
              <Text as="p" tone="critical">
                {errorText(errors["blocks"]) ?? errorText(errors["form"])}
              </Text>
            </BlockStack>
          </Card>
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("messages.editor.test")}
              </Text>
              <TextField
                type="email"
                label={t("messages.editor.test_to")}
                value={to}
                onChange={setTo}
                error={errorText(errors["to"])}
                autoComplete="email"
                connectedRight={
                  <Button onClick={() => submit("test")} loading={fetcher.state !== "idle"}>
                    {t("messages.editor.send_test")}
                  </Button>
                }
              />
            </BlockStack>
          </Card>
        </div>
        <div className={styles.preview}>
          <BlockStack gap="400">
            {problems.length > 0 && (
              <Banner tone="critical" title={t("messages.editor.problems")}>
                {problems.map(({ part, message, line }) => (
                  <p key={`${part} ${message}`}>
                    {typeof part === "number"
                      ? t("messages.editor.problem_block", { number: part + 1, message, line: line ?? 1 })
                      : t("messages.editor.problem_part", { part, message, line: line ?? 1 })}
                  </p>
                ))}
              </Banner>
            )}
            <TemplatePreview preview={shown} who={customer} onWho={setCustomer} />
          </BlockStack>
        </div>
      </div>
    </>
  );
}
