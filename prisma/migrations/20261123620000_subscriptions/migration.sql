-- What the Admin API alone tells of a subscription: its lines and when the next charge is due.

-- AlterTable
ALTER TABLE "subscription" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "details_at" TIMESTAMPTZ(3),
ADD COLUMN     "lines" JSONB NOT NULL DEFAULT '[]';
