import {
  Badge,
  BlockStack,
  Box,
  Button,
  Card,
  Collapsible,
  InlineStack,
  ProgressBar,
  Text,
} from "@shopify/polaris";
import { ChevronDownIcon, ChevronUpIcon, XIcon } from "@shopify/polaris-icons";
import { type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { GuideStep } from "./guide-step.tsx";
import { type ThemeBlock, THEME_BLOCKS, themeEditorUrl, useThemeBlocks } from "./use-theme-blocks.ts";

export interface SetupGuideProps {
  shopDomain: string;
  clientId: string;
  isImported: boolean;
  isProgrammeStarted: boolean;
  hasRedemption: boolean;
}

const DISMISSED_KEY = "perennial-setup-guide-dismissed";

/** Storage may be forbidden in the frame: then the guide is simply shown again. */
function readDismissed(): boolean {
  try {
    return window.localStorage.getItem(DISMISSED_KEY) === "1";
  } catch {
    return false;
  }
}

function storeDismissed(): void {
  try {
    window.localStorage.setItem(DISMISSED_KEY, "1");
  } catch {
    // Nothing to do: it stays away until the page is opened anew.
  }
}

interface Step {
  id: string;
  isDone: boolean;
  title: string;
  body: ReactNode;
}

/** What is left to do until shoppers can earn and spend points. Can be dismissed once all of it is done. */
export function SetupGuide(props: SetupGuideProps) {
  const { t } = useTranslation();
  const steps = useSteps(props);
  const doneCount = steps.filter((step) => step.isDone).length;
  const isComplete = doneCount === steps.length;
  // By what the server knows: a step that opens once Shopify has answered would push the page down.
  const firstOpen = !props.isImported ? "import" : !props.isProgrammeStarted ? "programme" : "blocks";
  const [openStep, setOpenStep] = useState<string | null | undefined>(undefined);
  const [isUnfolded, setIsUnfolded] = useState<boolean | undefined>(undefined);
  const [isDismissed, setIsDismissed] = useState(false);
  const contentId = useId();
  useEffect(() => setIsDismissed(readDismissed()), []);

  if (isDismissed && isComplete) return null;
  const isOpen = isUnfolded ?? !isComplete;
  const dismiss = () => {
    storeDismissed();
    setIsDismissed(true);
  };
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd={isOpen ? "200" : "400"}>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="start" wrap={false} gap="200">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {t(isComplete ? "guide.complete_title" : "guide.title")}
              </Text>
              <Text as="p" tone="subdued">
                {t(isComplete ? "guide.complete_text" : "guide.text")}
              </Text>
            </BlockStack>
            <InlineStack gap="100" wrap={false}>
              {isComplete && (
                <Button
                  variant="tertiary"
                  icon={XIcon}
                  accessibilityLabel={t("guide.dismiss")}
                  onClick={dismiss}
                />
              )}
              <Button
                variant="tertiary"
                icon={isOpen ? ChevronUpIcon : ChevronDownIcon}
                accessibilityLabel={t(isOpen ? "guide.fold" : "guide.unfold")}
                ariaExpanded={isOpen}
                ariaControls={contentId}
                onClick={() => setIsUnfolded(!isOpen)}
              />
            </InlineStack>
          </InlineStack>
          <InlineStack gap="300" blockAlign="center" wrap={false}>
            <Text as="span" variant="bodySm" tone="subdued">
              {t("guide.progress", { done: doneCount, total: steps.length })}
            </Text>
            <Box width="7rem">
              <ProgressBar
                progress={(doneCount / steps.length) * 100}
                size="small"
                tone="success"
                animated={false}
              />
            </Box>
          </InlineStack>
        </BlockStack>
      </Box>
      <Collapsible id={contentId} open={isOpen}>
        <Box padding="200" paddingBlockStart="0">
          {steps.map((step) => (
            <GuideStep
              key={step.id}
              title={step.title}
              isDone={step.isDone}
              isOpen={step.id === (openStep === undefined ? firstOpen : openStep)}
              onOpen={() => setOpenStep(step.id)}
            >
              {step.body}
            </GuideStep>
          ))}
        </Box>
      </Collapsible>
    </Card>
  );
}

function useSteps(props: SetupGuideProps): Step[] {
  const { t } = useTranslation();
  const blocks = useThemeBlocks();
  const { isImported, isProgrammeStarted, hasRedemption } = props;
  return [
    {
      id: "import",
      isDone: isImported,
      title: t("guide.import.title"),
      body: <Text as="p">{t(isImported ? "guide.import.done" : "guide.import.waiting")}</Text>,
    },
    {
      id: "programme",
      isDone: isProgrammeStarted,
      title: t("guide.programme.title"),
      body: (
        <BlockStack gap="300" inlineAlign="start">
          <Text as="p">{t("guide.programme.text")}</Text>
          <Button url="/app/loyalty">
            {t(isProgrammeStarted ? "guide.programme.review" : "guide.programme.start")}
          </Button>
        </BlockStack>
      ),
    },
    {
      id: "blocks",
      isDone: blocks.states !== null && THEME_BLOCKS.every((block) => blocks.states?.[block]),
      title: t("guide.blocks.title"),
      body: (
        <BlockStack gap="400">
          <Text as="p">
            {t(blocks.isKnown && !blocks.states ? "guide.blocks.unknown" : "guide.blocks.text")}
          </Text>
          {THEME_BLOCKS.map((block) => (
            <BlockLine
              key={block}
              block={block}
              isOn={blocks.states?.[block] ?? null}
              url={themeEditorUrl(block, props.shopDomain, props.clientId)}
            />
          ))}
        </BlockStack>
      ),
    },
    {
      id: "redemption",
      isDone: hasRedemption,
      title: t("guide.redemption.title"),
      body: <Text as="p">{t("guide.redemption.text")}</Text>,
    },
  ];
}

function BlockLine({ block, isOn, url }: { block: ThemeBlock; isOn: boolean | null; url: string }) {
  const { t } = useTranslation();
  const name = t(`guide.blocks.${block}.name`);
  const action = isOn
    ? t("guide.blocks.review")
    : t(block === "launcher" ? "guide.blocks.activate" : "guide.blocks.add");
  return (
    <InlineStack align="space-between" blockAlign="center" gap="200">
      <Box maxWidth="28rem">
        <InlineStack gap="200" align="start" blockAlign="center">
          <Text as="span" fontWeight="medium">
            {name}
          </Text>
          {isOn !== null && (
            <Badge tone={isOn ? "success" : "attention"}>
              {t(isOn ? "guide.blocks.on" : "guide.blocks.off")}
            </Badge>
          )}
        </InlineStack>
        <Text as="p" tone="subdued" variant="bodySm">
          {t(`guide.blocks.${block}.text`)}
        </Text>
      </Box>
      {/* The button stays when the block is on, so that nothing moves when Shopify answers. */}
      <Button url={url} target="_blank" accessibilityLabel={`${action}: ${name}`}>
        {action}
      </Button>
    </InlineStack>
  );
}
