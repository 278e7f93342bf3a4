import { Button, ButtonGroup, InlineStack, Select, Text } from "@shopify/polaris";
import { DeleteIcon, PlusIcon } from "@shopify/polaris-icons";
import { useTranslation } from "react-i18next";
import { type ConditionGroup, type ConditionTree, depthOf, MAX_DEPTH } from "../domain/condition-tree.ts";
import styles from "./condition-builder.module.css";
import { ConditionClause } from "./condition-clause.tsx";
import { asGroup, newClause, numbered, replaceChild, toggleNot } from "./condition-edits.ts";
import type { BuilderWorld } from "./condition-value.tsx";

/**
 * A condition by point and click: groups of which all or any must hold, negations, clauses. Edits the tree that the text
 * is read into; see useConditionEditor for both together.
 */
export function ConditionBuilder({
  tree,
  onChange,
  ...world
}: BuilderWorld & {
  /** Null = nothing yet. */
  tree: ConditionTree | null;
  onChange: (tree: ConditionTree | null) => void;
}) {
  return (
    <Group
      group={asGroup(tree)}
      onChange={(group) => onChange(group.children.length === 0 ? null : group)}
      room={MAX_DEPTH - 1 - (tree ? depthOf(tree) : 0)}
      world={world}
    />
  );
}

interface GroupProps {
  group: ConditionGroup;
  onChange: (group: ConditionGroup) => void;
  /** So many more levels may be added. */
  room: number;
  world: BuilderWorld;
}

function Group({ group, onChange, room, world }: GroupProps) {
  const { t } = useTranslation();
  const add = (child: ConditionTree) => onChange({ ...group, children: [...group.children, child] });
  return (
    <div className={styles["group"]} role="group" aria-label={t(`condition.builder.${group.kind}`)}>
      {group.children.length > 1 && (
        <div className={styles["match"]}>
          <Select
            label={t("condition.builder.match")}
            labelInline
            options={[
              { value: "and", label: t("condition.builder.and") },
              { value: "or", label: t("condition.builder.or") },
            ]}
            value={group.kind}
            onChange={(kind) => onChange({ ...group, kind: kind as ConditionGroup["kind"] })}
          />
        </div>
      )}
      {numbered(group.children).map(({ at, item: child }) => (
        <Part
          key={at}
          part={child}
          onChange={(next) => onChange(replaceChild(group, at, next))}
          room={room}
          world={world}
        />
      ))}
      <ButtonGroup>
        <Button icon={PlusIcon} onClick={() => add(newClause("number_of_orders"))}>
          {t("condition.builder.add")}
        </Button>
        <Button
          variant="tertiary"
          disabled={room <= 0}
          onClick={() =>
            add({
              kind: group.kind === "and" ? "or" : "and",
              children: [newClause("number_of_orders"), newClause("last_order_date")],
            })
          }
        >
          {t("condition.builder.add_group")}
        </Button>
      </ButtonGroup>
    </div>
  );
}

function Part({
  part,
  onChange,
  room,
  world,
}: {
  part: ConditionTree;
  onChange: (part: ConditionTree | null) => void;
  room: number;
  world: BuilderWorld;
}) {
  const { t } = useTranslation();
  const isGroup = part.kind === "and" || part.kind === "or";
  const actions = (
    <div className={styles["actions"]}>
      <Button
        variant="tertiary"
        pressed={part.kind === "not"}
        disabled={part.kind !== "not" && room <= 0}
        onClick={() => onChange(toggleNot(part))}
        accessibilityLabel={t("condition.builder.negate")}
      >
        {t("condition.builder.not")}
      </Button>
      <Button
        icon={DeleteIcon}
        variant="tertiary"
        accessibilityLabel={t("condition.builder.remove")}
        onClick={() => onChange(null)}
      />
    </div>
  );
  if (part.kind === "clause" || part.kind === "function") {
    return (
      <div className={styles["row"]}>
        <ConditionClause clause={part} onChange={onChange} world={world} />
        {actions}
      </div>
    );
  }
  const title = isGroup ? t("condition.builder.group") : t("condition.builder.none_of");
  return (
    <div className={`${styles["group"]} ${styles["nested"]}`}>
      <InlineStack align="space-between" blockAlign="center">
        <Text as="span" variant="bodySm" tone="subdued">
          {title}
        </Text>
        {actions}
      </InlineStack>
      {isGroup ? (
        <Group
          group={part}
          onChange={(group) => onChange(group.children.length === 0 ? null : group)}
          room={room}
          world={world}
        />
      ) : (
        <Part
          part={part.kind === "not" ? part.child : part}
          onChange={(child) => onChange(child && { kind: "not", child })}
          room={room}
          world={world}
        />
      )}
    </div>
  );
}
