-- Orders and checkouts are found by the e-mail address that they show, without opening each: an erasure has to reach those of
-- other customers, too.

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "email_token" INTEGER;

-- AlterTable
ALTER TABLE "checkout" ADD COLUMN     "email_token" INTEGER;

-- CreateIndex
CREATE INDEX "orders_shop_id_email_token_idx" ON "orders"("shop_id", "email_token");

-- CreateIndex
CREATE INDEX "checkout_shop_id_email_token_idx" ON "checkout"("shop_id", "email_token");
