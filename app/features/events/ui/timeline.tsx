import { BlockStack, Box, Button, Card, Select, Text, TextField } from "@shopify/polaris";
import { Fragment, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FACT_GROUPS } from "#app/shared/fact.ts";
import { useFormats } from "#app/ui/formats.tsx";
import { chainOf, type LoadedPage, useAnswers } from "#app/ui/use-pages.tsx";
import { type SaidFact, useFactSentences } from "./fact-sentences.ts";
import styles from "./timeline.module.css";

/** A fact as the timeline shows one. */
export interface TimelineFact extends SaidFact {
  key: string;
  happenedAt: Date;
}

/** Some facts, newest first, and where older ones begin. */
export interface TimelinePart {
  facts: TimelineFact[];
  nextCursor: string | null;
}

interface TimelineProps {
  /** What is shown before anything is chosen. */
  first: TimelinePart;
  /** Where other parts come from; understands kinds, from, to, cursor. */
  source: string;
}

/** What happened to a customer, day by day; all of it, or of one kind and one period. */
export function Timeline({ first, source }: TimelineProps) {
  const { t } = useTranslation();
  const { answers, load, isLoading } = useAnswers<TimelinePart>();
  const [chosen, setChosen] = useState({ kinds: "", from: "", to: "" });
  const isFiltered = Object.values(chosen).some(Boolean);
  const addressOf = (filter: typeof chosen, cursor: string) => {
    const given = Object.entries({ ...filter, cursor }).filter(([, value]) => value);
    return `${source}?${new URLSearchParams(given)}`;
  };
  const choose = (changes: Partial<typeof chosen>) => {
    const next = { ...chosen, ...changes };
    setChosen(next);
    if (Object.values(next).some(Boolean)) load(addressOf(next, ""));
  };
  const begin = isFiltered ? answers.get(addressOf(chosen, "")) : first;
  const chain =
    begin &&
    chainOf(asPage(begin), {
      get: (cursor) => {
        const part = answers.get(addressOf(chosen, cursor));
        return part && asPage(part);
      },
    });
  // Until what was chosen is there, what was shown before stays.
  const kept = useRef<LoadedPage<TimelineFact>>(asPage(first));
  const { items: facts, nextCursor } = chain ?? kept.current;
  useEffect(() => {
    if (chain) kept.current = chain;
  });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("timeline.title")}
        </Text>
        <div className={styles.filter}>
          <Select
            label={t("timeline.filter")}
            options={[
              { value: "", label: t("timeline.everything") },
              ...FACT_GROUPS.map((value) => ({ value, label: t(`timeline.groups.${value}`) })),
            ]}
            value={chosen.kinds}
            onChange={(kinds) => choose({ kinds })}
          />
          <TextField
            label={t("timeline.from")}
            type="date"
            value={chosen.from}
            onChange={(from) => choose({ from })}
            autoComplete="off"
          />
          <TextField
            label={t("timeline.to")}
            type="date"
            value={chosen.to}
            onChange={(to) => choose({ to })}
            autoComplete="off"
          />
        </div>
        <Text as="p" tone="subdued">
          {facts.length === 0 && (isFiltered ? t("timeline.none") : t("timeline.empty"))}
        </Text>
      </BlockStack>
      <Facts facts={facts} />
      {nextCursor && (
        <Box paddingBlockStart="300">
          <Button loading={isLoading} onClick={() => load(addressOf(chosen, nextCursor))}>
            {t("timeline.older")}
          </Button>
        </Box>
      )}
    </Card>
  );
}

function asPage({ facts, nextCursor }: TimelinePart): LoadedPage<TimelineFact> {
  return { items: facts, nextCursor };
}

/** What stands in one line: a fact, or the same that happened several times in a row on one day. The newest tells the time. */
interface TimelineLine {
  fact: TimelineFact;
  day: string;
  sentence: string;
  times: number;
}

function Facts({ facts }: { facts: readonly TimelineFact[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentenceOf = useFactSentences();
  const lines: TimelineLine[] = [];
  for (const fact of inOrderOfLife(facts)) {
    const [day, sentence] = [formats.date(fact.happenedAt), sentenceOf(fact)];
    const before = lines.at(-1);
    if (before?.day === day && before.sentence === sentence) before.times += 1;
    else lines.push({ fact, day, sentence, times: 1 });
  }
  return (
    <ol className={styles.timeline}>
      {lines.map(({ fact, day, sentence, times }, index) => (
        <Fragment key={`${fact.kind} ${fact.key}`}>
          {lines[index - 1]?.day !== day && (
            <li className={styles.day} suppressHydrationWarning>
              {day}
            </li>
          )}
          <li className={styles.fact} data-kind={fact.kind}>
            <span>
              {times === 1 ? sentence : t("timeline.times", { sentence, times: formats.number(times) })}
            </span>
            <time className={styles.time} dateTime={fact.happenedAt.toISOString()} suppressHydrationWarning>
              {formats.time(fact.happenedAt)}
            </time>
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

/** What happens to an order, in this order: Shopify often dates several of them to the same second. */
const LIFE_OF_ORDER = [
  "placed",
  "transaction",
  "paid",
  "edited",
  "fulfilled",
  "delivered",
  "returned",
  "refunded",
];

/** Facts newest first, and those of one instant by what must have come first. */
function inOrderOfLife(facts: readonly TimelineFact[]): TimelineFact[] {
  const rankOf = ({ kind }: TimelineFact) => LIFE_OF_ORDER.indexOf(kind.replace(/^order\./, ""));
  return facts.toSorted((a, b) => b.happenedAt.getTime() - a.happenedAt.getTime() || rankOf(b) - rankOf(a));
}
