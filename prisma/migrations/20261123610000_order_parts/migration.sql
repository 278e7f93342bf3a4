-- The tax of each line, and whether prices contain it: what is left of a price is what a margin is made of.

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "taxes_included" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "tax_minor" BIGINT NOT NULL DEFAULT 0;
