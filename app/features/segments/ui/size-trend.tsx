import { useTranslation } from "react-i18next";
import { useFormats } from "#app/ui/formats.tsx";
import styles from "./size-trend.module.css";

const [WIDTH, HEIGHT, EDGE] = [88, 24, 2];

/** A segment's size over the last days, as a small line; its words are for who cannot see it. */
export function SizeTrend({ sizes }: { sizes: readonly { day: string; members: number }[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [first, last] = [sizes.at(0), sizes.at(-1)];
  if (!first || !last || sizes.length < 2) return <span className={styles.none}>–</span>;
  const most = Math.max(...sizes.map(({ members }) => members));
  const least = Math.min(...sizes.map(({ members }) => members));
  const begin = Date.parse(first.day);
  const span = Date.parse(last.day) - begin || 1;
  const x = (day: string) => EDGE + ((Date.parse(day) - begin) / span) * (WIDTH - 2 * EDGE);
  const y = (members: number) =>
    most === least ? HEIGHT / 2 : HEIGHT - EDGE - ((members - least) / (most - least)) * (HEIGHT - 2 * EDGE);
  const points = sizes.map(({ day, members }) => `${x(day).toFixed(1)},${y(members).toFixed(1)}`).join(" ");
  const text = t("segments.trend_text", {
    from: formats.number(first.members),
    to: formats.number(last.members),
  });
  return (
    <svg
      className={styles.trend}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={text}
    >
      <polyline points={points} />
      <circle cx={x(last.day)} cy={y(last.members)} r="2" />
    </svg>
  );
}
