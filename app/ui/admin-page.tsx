import { Icon, Page, Text } from "@shopify/polaris";
import { ArrowLeftIcon } from "@shopify/polaris-icons";
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import styles from "./admin-page.module.css";

interface AdminPageProps {
  title: string;
  subtitle?: string;
  /** Beside the title. */
  badge?: ReactNode;
  /** Where a sub-page goes back to. */
  back?: { url: string; label: string };
  /** The page's main action. */
  action?: ReactNode;
  children: ReactNode;
}

/**
 * A page of the app with its head. Polaris's own head looks different on a phone only once its script has run, so that
 * server and browser disagree; this one leaves it to the style sheet.
 */
export function AdminPage({ title, subtitle, badge, back, action, children }: AdminPageProps) {
  return (
    <Page>
      <div className={styles.head}>
        {back && (
          <Link className={styles.back} to={back.url} aria-label={back.label} prefetch="intent">
            <Icon source={ArrowLeftIcon} tone="base" />
          </Link>
        )}
        <div className={styles.title}>
          <div className={styles.line}>
            <Text as="h1" variant="headingLg" breakWord>
              {title}
            </Text>
            {badge}
          </div>
          {subtitle && (
            <Text as="p" tone="subdued">
              {subtitle}
            </Text>
          )}
        </div>
        {action && <div className={styles.action}>{action}</div>}
      </div>
      {children}
    </Page>
  );
}
