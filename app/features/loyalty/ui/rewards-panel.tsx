import { formatMoney } from "#app/shared/money.ts";
import type { StorefrontText } from "./storefront-text.ts";

/** What a shopper sees of the programme. */
export interface ShopperView {
  /** null = nobody is signed in. */
  member: {
    balance: bigint;
    redemptions: { id: string; code: string; valueMinor: number; status: "pending" | "posted" | "voided" }[];
    history: { id: string; kind: string; correction: boolean; points: bigint; at: Date }[];
  } | null;
  isActive: boolean;
  currency: string;
  rewards: { id: number; costPoints: number; valueMinor: number }[];
  /** The outcome of the form that was sent, if one was. */
  message: {
    key:
      | "redeemed"
      | "redeemed_pending"
      | "not_enough_points"
      | "reward_unknown"
      | "programme_paused"
      | "expired"
      | "invalid";
    isError: boolean;
  } | null;
  /** For the web pixel: that this browser is signed in as the member; null = nobody is. */
  visitToken: string | null;
  /** Hidden fields of the redemption forms. */
  token: string;
  redemptionId: string;
}

interface PanelProps {
  view: ShopperView;
  text: StorefrontText;
  /** Storefront path of the app, such as /apps/perennial. */
  path: string;
  /** Replaced by Liquid when the page is rendered. */
  loginUrl: string;
  isPage: boolean;
}

/**
 * Balance, rewards, codes and history: the rewards page and the launcher's panel alike. Rendered on the server, works
 * without script; theme-app-extension/launcher.js knows the data-perennial attributes.
 */
export function RewardsPanel({ view, text, path, loginUrl, isPage }: PanelProps) {
  const { member, message } = view;
  const isPending = member?.redemptions.some((redemption) => redemption.status === "pending") ?? false;
  const Heading = isPage ? "h2" : "h3";
  return (
    <div
      className="perennial-rewards"
      lang={text.language}
      dir={text.direction}
      data-perennial-panel=""
      {...(isPending ? { "data-perennial-pending": "" } : {})}
      {...(view.visitToken ? { "data-perennial-visit": view.visitToken } : {})}
      {...(member ? { "data-perennial-balance": text.points(member.balance) } : {})}
    >
      <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      {isPage && <h1>{text.text("title")}</h1>}
      {message && (
        <p
          className={`perennial-rewards__message${message.isError ? " is-error" : ""}`}
          role="status"
          data-perennial-message=""
        >
          {text.text(message.key)}
        </p>
      )}
      {!view.isActive && <p>{text.text("paused")}</p>}
      {member ? (
        <p className="perennial-rewards__balance">
          <span>{text.text("balance")}</span> <strong>{text.points(member.balance)}</strong>
        </p>
      ) : (
        <p>
          {text.text("sign_in_text")} <a href={loginUrl}>{text.text("sign_in")}</a>
        </p>
      )}
      {member && member.redemptions.length > 0 && (
        <section>
          <Heading>{text.text("codes")}</Heading>
          <ul>
            {member.redemptions.map((redemption) => (
              <li key={redemption.id}>
                <Code redemption={redemption} view={view} text={text} />
              </li>
            ))}
          </ul>
          {isPending && isPage && (
            <p>
              <a href={`${path}/rewards?locale=${text.language}`}>{text.text("refresh")}</a>
            </p>
          )}
        </section>
      )}
      {view.isActive && (
        <section>
          <Heading>{text.text("rewards")}</Heading>
          {view.rewards.length === 0 && <p>{text.text("no_rewards")}</p>}
          <ul>
            {view.rewards.map((reward) => (
              <li key={reward.id} className="perennial-rewards__reward">
                <span>
                  {text.text("reward", {
                    value: formatMoney(reward.valueMinor, view.currency, text.language),
                  })}
                  <small>{text.text("cost", { points: text.points(reward.costPoints) })}</small>
                </span>
                <Redeem reward={reward} view={view} text={text} path={path} isPage={isPage} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {member && (
        <section>
          <Heading>{text.text("history")}</Heading>
          {member.history.length === 0 && <p>{text.text("no_history")}</p>}
          <ul>
            {member.history.map((line) => (
              <li key={line.id} className="perennial-rewards__line">
                <span>
                  {text.text(lineKey(line.kind))}
                  {line.correction && ` (${text.text("correction")})`}
                  <small>
                    <time dateTime={line.at.toISOString()}>{text.date(line.at)}</time>
                  </small>
                </span>
                <span>
                  {line.points > 0n ? "+" : "−"}
                  {text.points(line.points < 0n ? -line.points : line.points)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {member && isPage && (
        <p>
          <a href={`${path}/preferences?locale=${text.language}`}>{text.text("preferences")}</a>
        </p>
      )}
    </div>
  );
}

function lineKey(kind: string) {
  switch (kind) {
    case "earn":
    case "refund":
    case "cancel":
    case "adjust":
    case "void":
      return kind;
    default:
      return "redeem_line";
  }
}

type Redemption = NonNullable<ShopperView["member"]>["redemptions"][number];

function Code({
  redemption,
  view,
  text,
}: {
  redemption: Redemption;
  view: ShopperView;
  text: StorefrontText;
}) {
  if (redemption.status === "pending") return <span>{text.text("code_pending")}</span>;
  if (redemption.status === "voided") return <span>{text.text("code_voided")}</span>;
  const value = formatMoney(redemption.valueMinor, view.currency, text.language);
  return (
    <>
      <code aria-label={text.text("copy_label", { code: redemption.code, value })}>{redemption.code}</code>{" "}
      <span>−{value}</span>
      <small>{text.text("code_hint")}</small>
    </>
  );
}

type Reward = ShopperView["rewards"][number];

function Redeem({ reward, view, text, path, isPage }: { reward: Reward } & Omit<PanelProps, "loginUrl">) {
  if (!view.member) return null;
  const missing = BigInt(reward.costPoints) - view.member.balance;
  if (missing > 0n) return <small>{text.text("missing", { points: text.points(missing) })}</small>;
  return (
    <form method="post" action={`${path}/redeem?view=${isPage ? "page" : "panel"}&locale=${text.language}`}>
      <input type="hidden" name="reward" value={reward.id} />
      <input type="hidden" name="redemption" value={view.redemptionId} />
      <input type="hidden" name="token" value={view.token} />
      <button type="submit">{text.text("redeem")}</button>
    </form>
  );
}

/** Own classes only; colours and radii follow the custom properties of the theme blocks. */
const STYLE = `
.perennial-rewards{max-inline-size:40rem;margin-inline:auto;line-height:1.5;text-align:start}
.perennial-rewards h1{margin-block:1.5rem 1rem}
.perennial-rewards h2,.perennial-rewards h3{font-size:1.125rem;margin-block:1.75rem .5rem}
.perennial-rewards ul{list-style:none;margin:0;padding:0}
.perennial-rewards li{padding-block:.75rem;border-block-end:1px solid rgb(0 0 0 / .12)}
.perennial-rewards small{display:block;font-size:.875rem;opacity:.8}
.perennial-rewards code{font-size:1.125rem;letter-spacing:.06em;padding:.15em .5em;border:1px dashed currentColor;border-radius:.35em;user-select:all}
.perennial-rewards__balance{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem .75rem;margin-block:.5rem}
.perennial-rewards__balance strong{font-size:1.75rem;line-height:1.2}
.perennial-rewards__reward,.perennial-rewards__line{display:flex;justify-content:space-between;align-items:center;gap:1rem}
.perennial-rewards__line>:last-child{white-space:nowrap;font-variant-numeric:tabular-nums}
.perennial-rewards form{margin:0}
.perennial-rewards button{min-block-size:44px;padding:.5em 1.25em;border:0;border-radius:var(--perennial-radius,999px);background:var(--perennial-accent,#0f6b4f);color:var(--perennial-on-accent,#fff);font:inherit;font-weight:600;cursor:pointer}
.perennial-rewards button:focus-visible,.perennial-rewards a:focus-visible{outline:3px solid currentColor;outline-offset:2px}
.perennial-rewards button[aria-disabled=true]{opacity:.6}
.perennial-rewards__message{padding:.75rem 1rem;border-radius:.5rem;background:#e3f1ea;color:#173d2c}
.perennial-rewards__message.is-error{background:#fbe9e7;color:#7a1d12}
`;
