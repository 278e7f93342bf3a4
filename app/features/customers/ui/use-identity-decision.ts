import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { showToast } from "#app/ui/toast.ts";
import type { IdentityAnswer } from "./identity-answer.ts";

/** Sends a decision once, closes when it is done, and keeps a refusal until something else is chosen. */
export function useIdentityDecision(address: string, doneText: string, onDone: () => void) {
  const fetcher = useFetcher<IdentityAnswer>();
  const [forgotten, setForgotten] = useState<IdentityAnswer | undefined>();
  const isDone = useRef(false);
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    if (isDone.current || answer?.kind !== "done") return;
    isDone.current = true;
    showToast(doneText);
    onDone();
  }, [answer, doneText, onDone]);
  return {
    isBusy: fetcher.state !== "idle",
    refusal: answer?.kind === "refused" && answer !== forgotten ? answer : undefined,
    send: (decision: Record<string, string>) => fetcher.submit(decision, { method: "post", action: address }),
    forget: () => setForgotten(fetcher.data),
  };
}
