import { z } from "zod";
import { IMPORT_KINDS } from "./domain/import-kinds.ts";

/** What can be brought: a table of some kind, or an archive of another installation. */
export const BRINGABLE = [...IMPORT_KINDS, "archive"] as const;
export type Bringable = (typeof BRINGABLE)[number];

/** How a file's columns are read, as the merchant says. */
export const StoredMapping = z.object({
  columns: z.record(z.string(), z.string().nullable()),
  dayOrder: z.enum(["day_first", "month_first"]).nullable(),
  ordersEarnPoints: z.boolean().default(false),
});
export type StoredMapping = z.output<typeof StoredMapping>;

/** What the page Import and export sends. */
export const TransferForm = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("begin"), kind: z.enum(BRINGABLE), fileName: z.string().max(500) }),
  z.object({ intent: z.literal("uploaded"), importId: z.coerce.bigint() }),
  z.object({ intent: z.literal("export") }),
  z.object({ intent: z.literal("download"), exportId: z.coerce.bigint() }),
]);

/** What the page of one import sends. */
export const ImportForm = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("check"),
    mapping: z
      .string()
      .max(100_000)
      .transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.addIssue("errors.reload");
          return z.NEVER;
        }
      })
      .pipe(StoredMapping),
  }),
  z.object({ intent: z.literal("start") }),
  z.object({ intent: z.literal("cancel") }),
  z.object({ intent: z.literal("undo") }),
  z.object({ intent: z.literal("problems") }),
]);

/** Bytes of a piece of an upload. */
export const UPLOAD_PIECE_BYTES = 1024 * 1024;
