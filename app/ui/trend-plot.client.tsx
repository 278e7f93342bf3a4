import { LineChart, PolarisVizProvider } from "@shopify/polaris-viz";
import "@shopify/polaris-viz/build/esm/styles.css";
import { useEffect, useRef } from "react";
import type { TrendChartProps } from "./trend-chart.tsx";

// Straight lines: a rounded one dips below what it stands for.
const THEMES = { Light: { line: { hasSpline: false } } };

/**
 * The plot itself. In a file of its own, so that the chart library is in a chunk of its own. It is hidden from
 * assistive technology, for which there is a table, so none of its points may take the focus.
 */
export default function TrendPlot({ series, formatKey, formatValue, formatTick }: TrendChartProps) {
  const plot = useRef<HTMLDivElement>(null);
  useEffect(() => keepOutOfTabOrder(plot.current), []);
  return (
    <div ref={plot} style={{ height: "100%" }}>
      <PolarisVizProvider themes={THEMES}>
        <LineChart
          data={series}
          theme="Light"
          isAnimated={false}
          showLegend={false}
          xAxisOptions={{ labelFormatter: (key) => formatKey(String(key)) }}
          yAxisOptions={{ labelFormatter: (value) => formatTick(Number(value)), integersOnly: true }}
          tooltipOptions={{
            titleFormatter: (key) => formatKey(String(key)),
            valueFormatter: (value) => formatValue(Number(value)),
          }}
        />
      </PolarisVizProvider>
    </div>
  );
}

/**
 * The library makes a stop of the Tab key of every point and of the legend, as often as it draws them.
 *
 * @returns what ends the watch
 */
function keepOutOfTabOrder(plot: HTMLElement | null): (() => void) | undefined {
  if (!plot) return undefined;
  const skip = () => {
    const stops = plot.querySelectorAll('[tabindex="0"], button:not([tabindex])');
    for (const stop of stops) stop.setAttribute("tabindex", "-1");
  };
  skip();
  const observer = new MutationObserver(skip);
  observer.observe(plot, { subtree: true, childList: true, attributeFilter: ["tabindex"] });
  return () => observer.disconnect();
}
