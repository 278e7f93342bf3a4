import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/** Loads the page's data again, so many ms after it last arrived; null = never. Rests while the page is not seen. */
export function useRefresh(intervalMs: number | null): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (intervalMs === null || state !== "idle") return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") revalidate();
    }, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs, revalidate, state]);
}
