/** Who a shop's messages are from, and by which mail server they go. */
import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { type ShopSettings, readShop } from "#app/features/shops/index.server.ts";
import type { Brand } from "./domain/content.ts";
import { ownServerFault } from "./domain/own-server.ts";

export interface Sender {
  /** The mail server's address, with user and password. */
  url: string;
  /** The merchant named the server, not whoever runs the app. */
  isOwnServer: boolean;
  from: { name: string; address: string };
  replyTo: string | null;
}

/** A mail server of the shop's own. */
export interface OwnServer {
  host: string;
  port: number;
  secure: boolean;
  user: string;
  password: string;
}

const placeOf = (shopId: bigint) => `message-sender:${shopId}`;

/** The shop's own mail server; null when it uses the installation's. */
export async function readOwnServer({ db, shopId }: ShopScope): Promise<OwnServer | null> {
  const row = await db.messageSender.findUnique({ where: { shopId }, select: { sealed: true } });
  return row && openJson<OwnServer>(row.sealed, placeOf(shopId));
}

export async function saveOwnServer(
  { db, shopId }: ShopScope,
  server: OwnServer | null,
  now: Date,
): Promise<void> {
  if (!server) {
    await db.messageSender.deleteMany({ where: { shopId } });
    return;
  }
  const row = { sealed: sealJson(server, placeOf(shopId)), updatedAt: now };
  await db.messageSender.upsert({ where: { shopId }, create: { shopId, ...row }, update: row });
}

/**
 * The sender in force; null when nothing can be sent. Through the installation's server only the installation's address
 * may be the sender, since that server may not send for others: the shop's own is where answers go.
 */
export async function readSender(
  scope: ShopScope,
  settings: ShopSettings["messaging"],
): Promise<Sender | null> {
  const shop = await readShop(scope);
  const own = await readOwnServer(scope);
  const name = settings.senderName || shop.name || shop.domain;
  if (own) {
    const address = settings.senderAddress || env.MAIL_FROM;
    if (!address || ownServerFault(own) !== null) return null;
    return { url: urlOf(own), isOwnServer: true, from: { name, address }, replyTo: settings.replyTo || null };
  }
  if (!env.SMTP_URL || !env.MAIL_FROM) return null;
  const replyTo = settings.replyTo || settings.senderAddress || null;
  return { url: env.SMTP_URL, isOwnServer: false, from: { name, address: env.MAIL_FROM }, replyTo };
}

function urlOf({ host, port, secure, user, password }: OwnServer): string {
  const credentials = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : "";
  return `${secure ? "smtps" : "smtp"}://${credentials}${host}:${port}`;
}

/** Whether marketing mail can name who sends it and where they are, as the law asks. */
export function hasPostalAddress({ addressLine }: ShopSettings["messaging"]): boolean {
  return addressLine.trim() !== "";
}

/** How the shop's messages look. */
export function brandOf(
  settings: ShopSettings["messaging"],
  shop: { name: string | null; domain: string },
): Brand {
  const { logoUrl, accentColour, addressLine } = settings;
  return {
    logoUrl,
    accentColour,
    addressLine: addressLine || [shop.name, shop.domain].filter(Boolean).join(", "),
  };
}
