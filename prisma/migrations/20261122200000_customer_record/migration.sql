-- The customer record: catalogue, carts, identity, consent, summaries, imports and exports; personal fields are sealed.

-- AlterTable
-- The log of facts, partitioned by month (the partitions are made in the next migration).
ALTER TABLE "fact" RENAME TO "fact_before_months";
ALTER TABLE "fact_before_months" RENAME CONSTRAINT "fact_pkey" TO "fact_before_months_pkey";
DROP INDEX "fact_shop_id_customer_id_happened_at_idx";
DROP INDEX "fact_shop_id_order_id_idx";

CREATE TABLE "fact" (
    "shop_id" BIGINT NOT NULL,
    "month" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "subject_id" BIGINT,
    "customer_id" BIGINT,
    "order_id" BIGINT,
    "data" JSONB NOT NULL,
    "source_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("shop_id","kind","key","month")
) PARTITION BY RANGE ("month");

-- AlterTable
ALTER TABLE "customer" DROP COLUMN "email",
DROP COLUMN "first_name",
DROP COLUMN "last_name",
DROP COLUMN "phone",
ADD COLUMN     "account_state" TEXT,
ADD COLUMN     "country_code" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'customer',
ADD COLUMN     "locale" TEXT,
ADD COLUMN     "region_code" TEXT,
ADD COLUMN     "sealed" BYTEA,
ADD COLUMN     "search_tokens" INTEGER[],
ADD COLUMN     "state_hash" BYTEA,
ADD COLUMN     "tags" TEXT[],
ADD COLUMN     "tags_updated_at" TIMESTAMPTZ(3),
ADD COLUMN     "tax_exempt" BOOLEAN,
ADD COLUMN     "verified_email" BOOLEAN;

-- AlterTable
ALTER TABLE "customer_merge" ADD COLUMN     "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'shopify',
ADD COLUMN     "staff" TEXT,
ADD COLUMN     "undone_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "orders" DROP COLUMN "lines",
ADD COLUMN     "cancel_reason" TEXT,
ADD COLUMN     "cart_token" TEXT,
ADD COLUMN     "channel" TEXT NOT NULL DEFAULT 'web',
ADD COLUMN     "checkout_token" TEXT,
ADD COLUMN     "closed_at" TIMESTAMPTZ(3),
ADD COLUMN     "country_code" TEXT,
ADD COLUMN     "created_at" TIMESTAMPTZ(3),
ADD COLUMN     "discount_codes" TEXT[],
ADD COLUMN     "discounts_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "fulfillment_status" TEXT,
ADD COLUMN     "is_test" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "presentment_currency" TEXT,
ADD COLUMN     "presentment_total_minor" BIGINT,
ADD COLUMN     "sealed" BYTEA,
ADD COLUMN     "shipping_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "source_name" TEXT,
ADD COLUMN     "state_hash" BYTEA,
ADD COLUMN     "subject_id" BIGINT,
ADD COLUMN     "tags" TEXT[],
ADD COLUMN     "tax_minor" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "privacy_request" DROP COLUMN "export",
ADD COLUMN     "sealed" BYTEA,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'shopify';

-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "country_code" TEXT,
ADD COLUMN     "index_key" BYTEA,
ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "delivery_rule" (
    "shop_id" BIGINT NOT NULL,
    "rule_id" INTEGER NOT NULL,
    "topic" TEXT NOT NULL,
    "error_contains" TEXT NOT NULL DEFAULT '',
    "action" TEXT NOT NULL,
    "retry_after_minutes" INTEGER,
    "max_retries" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "delivery_rule_pkey" PRIMARY KEY ("shop_id","rule_id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "shop_id" BIGINT NOT NULL,
    "reconciliation_id" BIGSERIAL NOT NULL,
    "resource" TEXT NOT NULL,
    "cursor" TEXT,
    "since" TIMESTAMPTZ(3),
    "compared" INTEGER NOT NULL DEFAULT 0,
    "missing" INTEGER NOT NULL DEFAULT 0,
    "stale" INTEGER NOT NULL DEFAULT 0,
    "surplus" INTEGER NOT NULL DEFAULT 0,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "samples" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("shop_id","reconciliation_id")
);

-- CreateTable
CREATE TABLE "product" (
    "shop_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "handle" TEXT,
    "vendor" TEXT,
    "product_type" TEXT,
    "status" TEXT,
    "tags" TEXT[],
    "image_url" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pkey" PRIMARY KEY ("shop_id","product_id")
);

-- CreateTable
CREATE TABLE "variant" (
    "shop_id" BIGINT NOT NULL,
    "variant_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "barcode" TEXT,
    "price_minor" BIGINT NOT NULL,
    "compare_at_minor" BIGINT,
    "inventory_item_id" BIGINT,
    "position" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "variant_pkey" PRIMARY KEY ("shop_id","variant_id")
);

-- CreateTable
CREATE TABLE "inventory_item" (
    "shop_id" BIGINT NOT NULL,
    "inventory_item_id" BIGINT NOT NULL,
    "sku" TEXT,
    "cost_minor" BIGINT,
    "tracked" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "inventory_item_pkey" PRIMARY KEY ("shop_id","inventory_item_id")
);

-- CreateTable
CREATE TABLE "inventory_level" (
    "shop_id" BIGINT NOT NULL,
    "inventory_item_id" BIGINT NOT NULL,
    "location_id" BIGINT NOT NULL,
    "available" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "inventory_level_pkey" PRIMARY KEY ("shop_id","inventory_item_id","location_id")
);

-- CreateTable
CREATE TABLE "collection" (
    "shop_id" BIGINT NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "handle" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_pkey" PRIMARY KEY ("shop_id","collection_id")
);

-- CreateTable
CREATE TABLE "collection_product" (
    "shop_id" BIGINT NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,

    CONSTRAINT "collection_product_pkey" PRIMARY KEY ("shop_id","collection_id","product_id")
);

-- CreateTable
CREATE TABLE "customer_identity" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "token" BYTEA NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_identity_pkey" PRIMARY KEY ("shop_id","kind","token","customer_id")
);

-- CreateTable
CREATE TABLE "customer_consent" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "level" TEXT,
    "source" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_consent_pkey" PRIMARY KEY ("shop_id","customer_id","channel")
);

-- CreateTable
CREATE TABLE "consent_evidence" (
    "shop_id" BIGINT NOT NULL,
    "fact_key" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_evidence_pkey" PRIMARY KEY ("shop_id","fact_key")
);

-- CreateTable
CREATE TABLE "customer_preference" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "topics_off" TEXT[],
    "frequency" TEXT NOT NULL DEFAULT 'all',
    "paused_until" TIMESTAMPTZ(3),
    "no_automated_decisions" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_preference_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "customer_note" (
    "shop_id" BIGINT NOT NULL,
    "note_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "staff" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_note_pkey" PRIMARY KEY ("shop_id","note_id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "product_id" BIGINT,
    "variant_id" BIGINT,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "quantity" INTEGER NOT NULL,
    "current_quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop_id","order_id","line_id")
);

-- CreateTable
CREATE TABLE "cart" (
    "shop_id" BIGINT NOT NULL,
    "cart_token" TEXT NOT NULL,
    "customer_id" BIGINT,
    "currency" TEXT,
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "item_count" INTEGER NOT NULL DEFAULT 0,
    "lines" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "state_hash" BYTEA,

    CONSTRAINT "cart_pkey" PRIMARY KEY ("shop_id","cart_token")
);

-- CreateTable
CREATE TABLE "checkout" (
    "shop_id" BIGINT NOT NULL,
    "checkout_token" TEXT NOT NULL,
    "cart_token" TEXT,
    "subject_id" BIGINT,
    "customer_id" BIGINT,
    "currency" TEXT,
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "lines" JSONB NOT NULL,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "order_id" BIGINT,
    "state_hash" BYTEA,

    CONSTRAINT "checkout_pkey" PRIMARY KEY ("shop_id","checkout_token")
);

-- CreateTable
CREATE TABLE "subscription" (
    "shop_id" BIGINT NOT NULL,
    "contract_id" BIGINT NOT NULL,
    "subject_id" BIGINT,
    "customer_id" BIGINT,
    "status" TEXT NOT NULL,
    "currency" TEXT,
    "interval" TEXT,
    "interval_count" INTEGER,
    "next_billing_at" TIMESTAMPTZ(3),
    "origin_order_id" BIGINT,
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "state_hash" BYTEA,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("shop_id","contract_id")
);

-- CreateTable
CREATE TABLE "customer_summary" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "orders_count" INTEGER NOT NULL DEFAULT 0,
    "spent_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "discounts_minor" BIGINT NOT NULL DEFAULT 0,
    "net_minor" BIGINT NOT NULL DEFAULT 0,
    "first_order_at" TIMESTAMPTZ(3),
    "last_order_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "stage" TEXT NOT NULL DEFAULT 'lead',
    "stage_changes_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_summary_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "shop_id" BIGINT NOT NULL,
    "view_id" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,
    "query" JSONB NOT NULL,
    "created_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("shop_id","view_id")
);

-- CreateTable
CREATE TABLE "bulk_action" (
    "shop_id" BIGINT NOT NULL,
    "action_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "staff" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_action_pkey" PRIMARY KEY ("shop_id","action_id")
);

-- CreateTable
CREATE TABLE "bulk_action_item" (
    "shop_id" BIGINT NOT NULL,
    "action_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "before" JSONB,
    "error" TEXT,

    CONSTRAINT "bulk_action_item_pkey" PRIMARY KEY ("shop_id","action_id","customer_id")
);

-- CreateTable
CREATE TABLE "import_run" (
    "shop_id" BIGINT NOT NULL,
    "import_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "mapping" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL,
    "rows_total" INTEGER NOT NULL DEFAULT 0,
    "rows_read" INTEGER NOT NULL DEFAULT 0,
    "rows_stored" INTEGER NOT NULL DEFAULT 0,
    "rows_failed" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "staff" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("shop_id","import_id")
);

-- CreateTable
CREATE TABLE "import_row_error" (
    "shop_id" BIGINT NOT NULL,
    "import_id" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "field" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "import_row_error_pkey" PRIMARY KEY ("shop_id","import_id","line","field")
);

-- CreateTable
CREATE TABLE "export_run" (
    "shop_id" BIGINT NOT NULL,
    "export_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "error" TEXT,
    "staff" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_run_pkey" PRIMARY KEY ("shop_id","export_id")
);

-- CreateTable
CREATE TABLE "file_piece" (
    "shop_id" BIGINT NOT NULL,
    "owner" TEXT NOT NULL,
    "piece" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "file_piece_pkey" PRIMARY KEY ("shop_id","owner","piece")
);

-- CreateTable
CREATE TABLE "access_log" (
    "shop_id" BIGINT NOT NULL,
    "access_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_log_pkey" PRIMARY KEY ("shop_id","access_id")
);

-- CreateIndex
CREATE INDEX "reconciliation_shop_id_resource_started_at_idx" ON "reconciliation"("shop_id", "resource", "started_at");

-- CreateIndex
CREATE INDEX "variant_shop_id_product_id_idx" ON "variant"("shop_id", "product_id");

-- CreateIndex
CREATE INDEX "variant_shop_id_inventory_item_id_idx" ON "variant"("shop_id", "inventory_item_id");

-- CreateIndex
CREATE INDEX "collection_product_shop_id_product_id_idx" ON "collection_product"("shop_id", "product_id");

-- CreateIndex
CREATE INDEX "customer_identity_shop_id_customer_id_idx" ON "customer_identity"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_consent_shop_id_channel_state_idx" ON "customer_consent"("shop_id", "channel", "state");

-- CreateIndex
CREATE INDEX "consent_evidence_shop_id_customer_id_idx" ON "consent_evidence"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_note_shop_id_customer_id_note_id_idx" ON "customer_note"("shop_id", "customer_id", "note_id");

-- CreateIndex
CREATE INDEX "order_line_shop_id_product_id_order_id_idx" ON "order_line"("shop_id", "product_id", "order_id");

-- CreateIndex
CREATE INDEX "cart_shop_id_customer_id_idx" ON "cart"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "cart_shop_id_updated_at_idx" ON "cart"("shop_id", "updated_at");

-- CreateIndex
CREATE INDEX "checkout_shop_id_customer_id_idx" ON "checkout"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "checkout_shop_id_updated_at_idx" ON "checkout"("shop_id", "updated_at");

-- CreateIndex
CREATE INDEX "subscription_shop_id_customer_id_idx" ON "subscription"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_net_minor_customer_id_idx" ON "customer_summary"("shop_id", "net_minor", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_orders_count_customer_id_idx" ON "customer_summary"("shop_id", "orders_count", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_last_order_at_customer_id_idx" ON "customer_summary"("shop_id", "last_order_at", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_stage_customer_id_idx" ON "customer_summary"("shop_id", "stage", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_stage_changes_at_idx" ON "customer_summary"("shop_id", "stage_changes_at");

-- CreateIndex
CREATE INDEX "bulk_action_item_shop_id_action_id_status_idx" ON "bulk_action_item"("shop_id", "action_id", "status");

-- CreateIndex
CREATE INDEX "bulk_action_item_shop_id_customer_id_idx" ON "bulk_action_item"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "access_log_shop_id_customer_id_access_id_idx" ON "access_log"("shop_id", "customer_id", "access_id");

-- CreateIndex
CREATE INDEX "access_log_shop_id_at_idx" ON "access_log"("shop_id", "at");

-- CreateIndex
CREATE INDEX "customer_merge_shop_id_into_id_idx" ON "customer_merge"("shop_id", "into_id");

-- CreateIndex
CREATE INDEX "orders_shop_id_name_idx" ON "orders"("shop_id", "name");

-- CreateIndex
CREATE INDEX "fact_shop_id_customer_id_happened_at_idx" ON "fact"("shop_id", "customer_id", "happened_at");

-- CreateIndex
CREATE INDEX "fact_shop_id_order_id_idx" ON "fact"("shop_id", "order_id");
