import { lazy, Suspense, useEffect, useState } from "react";
import styles from "./trend-chart.module.css";

export interface TrendSeries {
  name: string;
  /** A colour that holds 3:1 against white. */
  color: string;
  data: { key: string; value: number }[];
}

export interface TrendChartProps {
  series: TrendSeries[];
  heightPx: number;
  /** What the plot shows, for who cannot see it. */
  description: string;
  /** Head of the column of keys in the table that stands in for the plot. */
  keyHeading: string;
  formatKey: (key: string) => string;
  formatValue: (value: number) => string;
  formatTick: (value: number) => string;
}

// The chart library is large: it comes when the page stands, and never runs on the server.
const Plot = lazy(() => import("./trend-plot.client.tsx"));

/** A plot over time. Holds its place from the first paint, and has a table for screen readers. */
export function TrendChart(props: TrendChartProps) {
  const [isMounted, setIsMounted] = useState(false);
  useEffect(() => setIsMounted(true), []);
  const skeleton = <div className={styles.skeleton} />;
  return (
    <figure className={styles.figure}>
      {/* The library names its parts wrongly for screen readers: they are given the table. */}
      <div aria-hidden="true" style={{ height: props.heightPx }}>
        {isMounted ? (
          <Suspense fallback={skeleton}>
            <Plot {...props} />
          </Suspense>
        ) : (
          skeleton
        )}
      </div>
      <Legend series={props.series} />
      <TrendTable {...props} />
    </figure>
  );
}

function Legend({ series }: { series: readonly TrendSeries[] }) {
  return (
    <ul className={styles.legend} aria-hidden="true">
      {series.map(({ name, color }) => (
        <li key={name}>
          <span style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  );
}

function TrendTable({ series, description, keyHeading, formatKey, formatValue }: TrendChartProps) {
  const keys = series[0]?.data.map((point) => point.key) ?? [];
  return (
    <table className={styles.table}>
      <caption>{description}</caption>
      <thead>
        <tr>
          <th scope="col">{keyHeading}</th>
          {series.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {keys.map((key, index) => (
          <tr key={key}>
            <th scope="row">{formatKey(key)}</th>
            {series.map(({ name, data }) => (
              <td key={name}>{formatValue(data[index]?.value ?? 0)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
