/** Templates: the ready-made ones and the merchant's versions of them. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { TemplateContent } from "./domain/content.ts";
import { READY_MADE, readyMade } from "./domain/shop-texts.ts";

/** A template as it is in force. */
export interface TemplateRecord {
  key: string;
  /** 0 = as it came with the app. */
  version: number;
  name: string | null;
  /** By language. */
  content: Record<string, TemplateContent>;
}

interface StoredTemplate {
  key: string;
  version: number;
  name: string;
  content: unknown;
}

function recordOf(key: string, row: StoredTemplate | undefined): TemplateRecord | null {
  const base = readyMade(key);
  if (!row) return base && { key, version: 0, name: null, content: base };
  const stored = Object.fromEntries(
    Object.entries((row.content ?? {}) as Record<string, unknown>).flatMap(([language, content]) => {
      const read = TemplateContent.safeParse(content);
      return read.success ? [[language, read.data] as const] : [];
    }),
  );
  // Languages that the merchant did not change stay as they came.
  return { key, version: row.version, name: row.name, content: { ...base, ...stored } };
}

/** The newest versions of these templates; unknown ones are left out. */
export async function findTemplates(
  { db }: ShopScope,
  keys: readonly string[],
): Promise<Map<string, TemplateRecord>> {
  const rows = await db.$queryRaw<StoredTemplate[]>`
    SELECT DISTINCT ON (template_key) template_key AS key, version, name, content FROM message_template
    WHERE shop_id = current_shop_id() AND template_key = ANY(${[...keys]}::text[]) ORDER BY template_key, version DESC`;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    [...new Set(keys)].flatMap((key) => {
      const record = recordOf(key, byKey.get(key));
      return record ? [[key, record] as const] : [];
    }),
  );
}

/** Every template: the ready-made ones first, then the merchant's own. */
export async function listTemplates(scope: ShopScope): Promise<TemplateRecord[]> {
  const rows = await scope.db.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT template_key AS key FROM message_template WHERE shop_id = current_shop_id() ORDER BY 1`;
  const keys = [...new Set([...READY_MADE, ...rows.map(({ key }) => key)])];
  return [...(await findTemplates(scope, keys)).values()];
}

/** Stores a new version of a template with one language changed. Two who save at once get two versions. */
export async function saveTemplate(
  scope: ShopScope,
  {
    key,
    language,
    content,
    name,
    staff,
  }: {
    key: string;
    language: string;
    content: TemplateContent;
    name: string;
    staff: string | null;
  },
): Promise<number> {
  const { db } = scope;
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`template:${scope.shopId}:${key}`}, 0))::text`;
  const current = (await findTemplates(scope, [key])).get(key);
  const version = (current?.version ?? 0) + 1;
  const all = { ...current?.content, [language]: content };
  await db.$executeRaw`
    INSERT INTO message_template (shop_id, template_key, version, name, content, created_by)
    VALUES (current_shop_id(), ${key}, ${version}, ${name}, ${JSON.stringify(all)}::jsonb, ${staff})`;
  return version;
}
