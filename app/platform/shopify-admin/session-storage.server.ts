import { Session, type SessionParams } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { seal, unseal } from "#app/platform/crypto/sealed-text.server.ts";
import { prisma } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";

/**
 * Keeps the library's sessions in the `session` table, tokens sealed. Shopify's own Prisma storage needs the older kind
 * of Prisma client and keeps tokens in the clear (see docs/decisions).
 */
export class SealedSessionStorage implements SessionStorage {
  async storeSession(session: Session): Promise<boolean> {
    const row = {
      shop: session.shop,
      state: session.state,
      isOnline: session.isOnline,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      accessToken: seal(env.SHOPIFY_API_SECRET, session.accessToken ?? ""),
      refreshToken: session.refreshToken ? seal(env.SHOPIFY_API_SECRET, session.refreshToken) : null,
      refreshTokenExpires: session.refreshTokenExpires ?? null,
      userId: session.onlineAccessInfo ? BigInt(session.onlineAccessInfo.associated_user.id) : null,
    };
    await prisma.session.upsert({
      where: { id: session.id },
      create: { id: session.id, ...row },
      update: row,
    });
    return true;
  }

  async loadSession(id: string): Promise<Session | undefined> {
    const row = await prisma.session.findUnique({ where: { id } });
    return row ? fromRow(row) : undefined;
  }

  async deleteSession(id: string): Promise<boolean> {
    await prisma.session.deleteMany({ where: { id } });
    return true;
  }

  async deleteSessions(ids: string[]): Promise<boolean> {
    await prisma.session.deleteMany({ where: { id: { in: ids } } });
    return true;
  }

  async findSessionsByShop(shop: string): Promise<Session[]> {
    const rows = await prisma.session.findMany({ where: { shop } });
    return rows.flatMap((row) => fromRow(row) ?? []);
  }
}

type Row = NonNullable<Awaited<ReturnType<typeof prisma.session.findUnique>>>;

/** While the client secret is being rotated, what was sealed under the one before can still be read. */
function readSealed(sealed: string): string | null {
  const previous = env.SHOPIFY_API_SECRET_PREVIOUS;
  return unseal(env.SHOPIFY_API_SECRET, sealed) ?? (previous ? unseal(previous, sealed) : null);
}

/** A token that cannot be read (another secret, a changed row) is as good as none: the library exchanges a new one. */
function fromRow(row: Row): Session | undefined {
  const accessToken = readSealed(row.accessToken);
  if (accessToken === null) return undefined;
  const refreshToken = row.refreshToken ? readSealed(row.refreshToken) : null;
  const params: SessionParams = {
    id: row.id,
    shop: row.shop,
    state: row.state,
    isOnline: row.isOnline,
    accessToken,
    ...(row.scope ? { scope: row.scope } : {}),
    ...(row.expires ? { expires: row.expires } : {}),
    ...(refreshToken ? { refreshToken } : {}),
    ...(row.refreshTokenExpires ? { refreshTokenExpires: row.refreshTokenExpires } : {}),
  };
  return new Session(params);
}
