/** What the page of the messages' settings shows and saves. */
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { errorsOfIssues, type FieldErrors } from "#app/ui/form-errors.ts";
import { readSettings, readShop, saveSettings } from "#app/features/shops/index.server.ts";
import { ownServerFault } from "./domain/own-server.ts";
import { retryAfterSettings } from "./repository.server.ts";
import { SenderForm } from "./schema.ts";
import { hasPostalAddress, readOwnServer, readSender, saveOwnServer } from "./sender.server.ts";

export type SenderAnswer = { ok: true } | { ok: false; errors: FieldErrors };

/** The settings as the form's fields. The password never leaves the server. */
export async function readSenderPage(shopId: ShopId) {
  return withShop(shopId, async (scope) => {
    const { messaging } = await readSettings(scope);
    const shop = await readShop(scope);
    const own = await readOwnServer(scope);
    const { quietFromMinute, quietUntilMinute, capPerDay, capPerWeek, ...texts } = messaging;
    return {
      canSend: (await readSender(scope, messaging)) !== null,
      hasPostalAddress: hasPostalAddress(messaging),
      defaults: { senderName: shop.name ?? shop.domain, senderAddress: env.MAIL_FROM ?? "" },
      hasPassword: Boolean(own?.password),
      fields: {
        ...texts,
        quietFrom: clockOf(quietFromMinute),
        quietUntil: clockOf(quietUntilMinute),
        capPerDay: String(capPerDay),
        capPerWeek: String(capPerWeek),
        host: own?.host ?? "",
        port: String(own?.port ?? 587),
        secure: own?.secure ? "on" : "",
        user: own?.user ?? "",
        password: "",
      },
    };
  });
}

function clockOf(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

export async function saveSenderPage(shopId: ShopId, form: FormData, now: Date): Promise<SenderAnswer> {
  const input = SenderForm.safeParse(Object.fromEntries(form));
  if (!input.success) return { ok: false, errors: errorsOfIssues(input.error.issues) };
  const { quietFrom, quietUntil, host, port, secure, user, password, ...texts } = input.data;
  const fault = host ? ownServerFault({ host, port }) : null;
  if (fault) return { ok: false, errors: { [fault]: { key: "errors.message_server" } } };
  await withShop(shopId, async (scope) => {
    const before = await readOwnServer(scope);
    // A password belongs to the server that it was entered for: it is not sent to another one.
    const isSame = before?.host === host && before.user === user;
    const kept = isSame ? before.password : "";
    await saveOwnServer(
      scope,
      host ? { host, port, secure: secure === "on", user, password: password || kept } : null,
      now,
    );
    await saveSettings(scope, {
      messaging: { ...texts, quietFromMinute: quietFrom, quietUntilMinute: quietUntil },
    });
    await retryAfterSettings(scope, now);
  });
  return { ok: true };
}
