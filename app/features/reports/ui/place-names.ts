import { useFormats } from "#app/ui/formats.tsx";

/** What countries and languages are called in the merchant's language; the code itself where Intl does not know it. */
export function usePlaceNames(): (type: "region" | "language", code: string) => string {
  const { locale } = useFormats();
  return (type, code) => {
    try {
      return new Intl.DisplayNames([locale], { type }).of(code) ?? code;
    } catch {
      return code;
    }
  };
}
