import type { Mail } from "#app/platform/mail/mail-transport.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { preferenceLink } from "#app/features/customers/index.server.ts";
import { storefrontOf } from "#app/features/shops/index.server.ts";
import type { Admitted, Claim } from "./decide-messages.server.ts";
import { allowedHosts, isAllowed, rewriteLinks, rewriteTextLinks } from "./domain/link-hosts.ts";
import { clickLink, unsubscribeLink } from "./links.server.ts";
import { compiledTemplate, renderTemplate } from "./render-message.server.ts";
import { brandOf } from "./sender.server.ts";

/** Writes one message for one person. @throws TemplateFault */
export function writeMail(
  shopId: ShopId,
  { message, address, firstName, lastName, context, template }: Admitted,
  { shop, settings, sender }: Pick<Claim, "shop" | "settings" | "sender">,
  messageId: string,
  now: Date,
): Mail {
  if (!sender) throw new Error("there is nobody to send from");
  const isMarketing = message.purpose === "marketing";
  const language = template.content[message.locale] ? message.locale : "en";
  const content = template.content[language] ?? Object.values(template.content)[0]!;
  const compiled = compiledTemplate(
    `${shopId}:${template.key}:${template.version}`,
    content,
    brandOf(settings, shop),
    language,
    isMarketing,
  );
  const unsubscribe = unsubscribeLink({ shopId, messageId: message.id }, message.customerId, now);
  const links = { unsubscribe, preferences: preferenceLink(shopId, message.customerId, now) };
  const rendered = renderTemplate(compiled, {
    ...context,
    shop: { name: shop.name ?? shop.domain, url: storefrontOf(shop), domain: shop.domain },
    customer: { first_name: firstName, last_name: lastName },
    links,
  });
  const hosts = allowedHosts(shop);
  const made = new Map<string, string>();
  const track = (to: string) => {
    if (!isAllowed(to, hosts)) return to;
    const link = made.get(to) ?? clickLink({ shopId, messageId: message.id }, to, now) ?? to;
    made.set(to, link);
    return link;
  };
  return {
    messageId,
    from: sender.from,
    replyTo: sender.replyTo,
    to: address,
    subject: rendered.subject,
    html: rewriteLinks(rendered.html, track),
    text: rewriteTextLinks(rendered.text, track),
    headers: isMarketing
      ? { "List-Unsubscribe": `<${unsubscribe}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }
      : { "Auto-Submitted": "auto-generated" },
  };
}
