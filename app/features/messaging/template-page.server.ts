/** What the page of one template shows, previews, tests and saves. */
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { TemplateFault } from "#app/platform/mail/liquid.server.ts";
import { createMailTransport } from "#app/platform/mail/mail-transport.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { errorsOfIssues, type FieldErrors } from "#app/ui/form-errors.ts";
import { findCustomer, searchPeople } from "#app/features/customers/index.server.ts";
import { readSettings, readShop, storefrontOf } from "#app/features/shops/index.server.ts";
import { TemplateContent } from "./domain/content.ts";
import { channelName, MESSAGE_LANGUAGES } from "./domain/shop-texts.ts";
import {
  compileTemplate,
  renderTemplate,
  type Rendered,
  type TemplateProblem,
  templateProblems,
} from "./render-message.server.ts";
import { brandOf, readSender } from "./sender.server.ts";
import { findTemplates, saveTemplate } from "./templates.server.ts";

const TRANSACTIONAL = ["confirm-subscription"];

export interface Preview {
  rendered: Rendered | null;
  /** Whom it is filled in for; null = the example. */
  person: string | null;
  problems: TemplateProblem[];
}

export type TemplateAnswer =
  | { step: "preview"; preview: Preview }
  | { step: "saved"; version: number }
  | { step: "sent" }
  | { step: "refused"; errors: FieldErrors; problems: TemplateProblem[] };

/** A template in one language, filled in as for a customer. Null = there is none of that name. */
export function readTemplatePage(
  shopId: ShopId,
  asked: { key: string; language: string | null; who: string },
) {
  return withShop(shopId, async (scope) => {
    const template = (await findTemplates(scope, [asked.key])).get(asked.key);
    if (!template) return null;
    const language = MESSAGE_LANGUAGES.find((each) => each === asked.language) ?? "en";
    const content = template.content[language] ?? Object.values(template.content)[0]!;
    const { preview } = await previewOf(scope, { ...asked, language, content });
    return {
      key: template.key,
      version: template.version,
      language,
      languages: MESSAGE_LANGUAGES,
      content,
      preview,
      who: asked.who,
    };
  });
}

async function previewOf(
  scope: ShopScope,
  { key, language, content, who }: { key: string; language: string; content: TemplateContent; who: string },
): Promise<{ preview: Preview }> {
  const shop = await readShop(scope);
  const { messaging } = await readSettings(scope);
  const customerId = await whoIs(scope, who.trim());
  const found = customerId === null ? null : await findCustomer(scope, customerId);
  const person = found?.redactedAt ? null : found;
  const name = person && ([person.firstName, person.lastName].filter(Boolean).join(" ") || person.email);
  const url = storefrontOf(shop);
  const context = {
    shop: { name: shop.name ?? shop.domain, url, domain: shop.domain },
    customer: {
      first_name: person ? person.firstName : "Robin",
      last_name: person ? person.lastName : "Hale",
    },
    links: { unsubscribe: "#", preferences: "#" },
    cart_url: `${url}/cart`,
    confirm_url: "#",
    channel_name: channelName(language, "email"),
    coupon: { code: "WELCOME10", expires_on: null },
    products: await sampleProducts(scope, url),
  };
  const problems = templateProblems(content, context);
  if (problems.length > 0) return { preview: { rendered: null, person: name, problems } };
  try {
    const isMarketing = !TRANSACTIONAL.includes(key);
    const compiled = compileTemplate(content, brandOf(messaging, shop), language, isMarketing);
    return { preview: { rendered: renderTemplate(compiled, context), person: name, problems } };
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    const { message, line, column } = error;
    const fault: TemplateProblem = { part: "html", message, line, column };
    return { preview: { rendered: null, person: name, problems: [fault] } };
  }
}

/** Whom a merchant means by a customer's number, or by a name or e-mail address; null = nobody is found. */
async function whoIs(scope: ShopScope, who: string): Promise<bigint | null> {
  return parseId(who) ?? (await searchPeople(scope, who, 20)).ids[0] ?? null;
}

/** Two products of the shop, as a cart would show them. */
async function sampleProducts({ db, shopId }: ShopScope, url: string): Promise<object[]> {
  const products = await db.product.findMany({
    where: { shopId, deletedAt: null, imageUrl: { not: null } },
    orderBy: { id: "asc" },
    take: 2,
    select: { title: true, handle: true, imageUrl: true },
  });
  return products.map(({ title, handle, imageUrl }) => ({
    title,
    url: `${url}/products/${handle ?? ""}`,
    image_url: imageUrl,
    quantity: 1,
  }));
}

/** Previews, tests or saves what the editor holds. */
export async function answerTemplateForm(
  shopId: ShopId,
  form: FormData,
  { key, staff, now }: { key: string; staff: string; now: Date },
): Promise<TemplateAnswer> {
  const language = MESSAGE_LANGUAGES.find((each) => each === form.get("language")) ?? "en";
  const content = TemplateContent.safeParse(readJson(form.get("content")));
  if (!content.success) {
    return { step: "refused", errors: errorsOfIssues(content.error.issues), problems: [] };
  }
  return withShop(
    shopId,
    async (scope): Promise<TemplateAnswer> => {
      if (!(await findTemplates(scope, [key])).has(key))
        return { step: "refused", errors: { form: { key: "errors.reload" } }, problems: [] };
      const { preview } = await previewOf(scope, {
        key,
        language,
        content: content.data,
        who: String(form.get("customer") ?? "").slice(0, 200),
      });
      if (form.get("intent") === "preview") return { step: "preview", preview };
      if (!preview.rendered) return { step: "refused", errors: {}, problems: preview.problems };
      if (form.get("intent") === "test")
        return sendTest(scope, String(form.get("to") ?? ""), preview.rendered, now);
      const version = await saveTemplate(scope, { key, language, content: content.data, name: key, staff });
      return { step: "saved", version };
    },
    { timeoutMs: 45_000 },
  );
}

/** Not in the log: nobody is written to but whoever tries it out. */
async function sendTest(
  scope: ShopScope,
  to: string,
  rendered: Rendered,
  now: Date,
): Promise<TemplateAnswer> {
  const refuse = (field: string, key: string): TemplateAnswer => ({
    step: "refused",
    errors: { [field]: { key } },
    problems: [],
  });
  if (!/^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}$/.test(to)) return refuse("to", "errors.message_email");
  const { messaging } = await readSettings(scope);
  const sender = await readSender(scope, messaging);
  if (!sender) return refuse("to", "errors.message_no_sender");
  const transport = createMailTransport({
    url: sender.url,
    connections: 1,
    isPublicOnly: sender.isOwnServer,
  });
  try {
    const outcome = await transport.send({
      messageId: `<test-${now.getTime()}@${sender.from.address.split("@")[1]}>`,
      from: sender.from,
      replyTo: sender.replyTo,
      to,
      ...rendered,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    return outcome.kind === "accepted" ? { step: "sent" } : refuse("to", "errors.message_not_accepted");
  } finally {
    transport.close();
  }
}

function readJson(value: unknown): unknown {
  try {
    return JSON.parse(String(value ?? ""));
  } catch {
    return null;
  }
}
