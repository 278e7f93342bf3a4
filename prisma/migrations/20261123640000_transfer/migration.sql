-- Rows about people whose record is Shopify's: nothing of them was stored, and the page says so.

-- AlterTable
ALTER TABLE "import_run" ADD COLUMN     "rows_known" INTEGER NOT NULL DEFAULT 0;
