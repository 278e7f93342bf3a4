import { BlockStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import type { PlacementEvaluation } from "../domain/evaluation.ts";
import styles from "./quality-bars.module.css";

interface QualityBarsProps {
  evaluation: PlacementEvaluation | null;
  /** The model that serves the placement. */
  model: string | null;
}

/** What each model reached on the shop's own past, best first, with the 95 % interval as a bracket. */
export function QualityBars({ evaluation, model }: QualityBarsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!evaluation || evaluation.verdict === "not_enough_data")
    return (
      <Text as="p" tone="subdued">
        {t("recommendations.quality.not_enough", {
          cases: formats.number(evaluation?.cases ?? 0),
          needed: formats.number(evaluation?.neededCases ?? 50),
        })}
      </Text>
    );
  const longest = Math.max(...evaluation.models.map(({ hitRate }) => hitRate.mean + hitRate.halfWidth), 0.01);
  const at = (share: number) => `${(100 * Math.max(0, Math.min(share, longest))) / longest}%`;
  return (
    <BlockStack gap="300">
      <div className={styles.bars} role="list" aria-label={t("recommendations.quality.label")}>
        {evaluation.models.map(({ name, hitRate }) => (
          <div key={name} className={styles.row} role="listitem">
            <Text as="span" fontWeight={name === model ? "semibold" : "regular"}>
              {t(`recommendations.models.${name}`)}
            </Text>
            <span className={styles.track} aria-hidden="true">
              <span
                className={styles.fill}
                data-used={name === model ? "" : undefined}
                style={{ inlineSize: at(hitRate.mean) }}
              />
              <span
                className={styles.interval}
                style={{
                  insetInlineStart: at(hitRate.mean - hitRate.halfWidth),
                  insetInlineEnd: `calc(100% - ${at(hitRate.mean + hitRate.halfWidth)})`,
                }}
              />
            </span>
            <span className={styles.value}>
              {t("recommendations.quality.value", {
                share: formats.percent(hitRate.mean),
                interval: formats.percent(hitRate.halfWidth),
              })}
            </span>
          </div>
        ))}
      </div>
      <Text as="p" tone="subdued" variant="bodySm">
        {t("recommendations.quality.note", { cases: formats.number(evaluation.cases) })}
      </Text>
    </BlockStack>
  );
}
