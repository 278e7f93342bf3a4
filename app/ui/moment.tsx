import { useFormats } from "./formats.tsx";

/** An instant in the shop's time zone. Browsers and the server may space it differently, which is no fault. */
export function Moment({ at, withTime = false }: { at: Date; withTime?: boolean }) {
  const formats = useFormats();
  return (
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {withTime ? formats.dateTime(at) : formats.date(at)}
    </time>
  );
}
