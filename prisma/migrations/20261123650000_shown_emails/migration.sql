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

-- What stands in the orders already is read from Shopify again, with what they are made of: the same state without a hash
-- is written anew.
UPDATE orders SET state_hash = NULL WHERE sealed IS NOT NULL;
INSERT INTO backfill (shop_id, backfill_id, stage)
  SELECT s.shop_id, coalesce(max(b.backfill_id), 0) + 1, 'customers' FROM shop s LEFT JOIN backfill b USING (shop_id)
  WHERE s.uninstalled_at IS NULL GROUP BY s.shop_id
  HAVING coalesce(bool_and(b.stage IN ('done', 'failed')), true);
