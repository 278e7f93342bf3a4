import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProductLine, ProductLines } from "./product-line.tsx";

/** A product or a customer that a search found. */
export interface Choice {
  id: string;
  title: string;
  imageUrl: string | null;
}

export interface ChoicesAnswer {
  choices: Choice[];
}

const TYPING_DELAY_MS = 300;

interface SearchChoiceProps {
  kind: "product" | "customer";
  label: string;
  /** What can be done with one that was found. */
  actions: readonly { label: string; run: (choice: Choice) => void }[];
}

/** A search as one types, with buttons beside what it found. */
export function SearchChoice({ kind, label, actions }: SearchChoiceProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const { load, data, state } = useFetcher<ChoicesAnswer>();
  const asked = text.trim();
  useEffect(() => {
    if (asked === "") return;
    const query = new URLSearchParams({ kind, text: asked });
    const timer = setTimeout(() => load(`/app/recommendations/choices?${query.toString()}`), TYPING_DELAY_MS);
    return () => clearTimeout(timer);
  }, [asked, kind, load]);
  const choices = asked === "" ? [] : (data?.choices ?? []);
  return (
    <BlockStack gap="300">
      <TextField
        label={label}
        value={text}
        onChange={setText}
        autoComplete="off"
        type="search"
        clearButton
        onClearButtonClick={() => setText("")}
        loading={state !== "idle"}
      />
      {asked !== "" && data && choices.length === 0 && (
        <Text as="p" tone="subdued">
          {t("recommendations.search.none")}
        </Text>
      )}
      {choices.length > 0 && (
        <ProductLines label={t("recommendations.search.found")} isStale={state !== "idle"}>
          {choices.map((choice) => (
            <ProductLine
              key={choice.id}
              title={choice.title}
              imageUrl={choice.imageUrl}
              actions={
                <InlineStack gap="100">
                  {actions.map((action) => (
                    <Button
                      key={action.label}
                      size="slim"
                      accessibilityLabel={`${action.label}: ${choice.title}`}
                      onClick={() => {
                        action.run(choice);
                        setText("");
                      }}
                    >
                      {action.label}
                    </Button>
                  ))}
                </InlineStack>
              }
            />
          ))}
        </ProductLines>
      )}
    </BlockStack>
  );
}
