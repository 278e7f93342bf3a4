-- What of an order was only partly known: the tax of each line and whether prices contain it, and what its discounts,
-- refunds, parcels and returns are made of.

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "parts" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "taxes_included" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "tax_minor" BIGINT NOT NULL DEFAULT 0;
