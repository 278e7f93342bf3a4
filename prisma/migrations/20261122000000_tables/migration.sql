-- CreateTable
CREATE TABLE "session" (
    "session_id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMPTZ(3),
    "access_token" TEXT NOT NULL,
    "user_id" BIGINT,
    "refresh_token" TEXT,
    "refresh_token_expires" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "shop" (
    "shop_id" BIGSERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "currency" TEXT,
    "iana_timezone" TEXT,
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "outbox_change" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_change_pkey" PRIMARY KEY ("shop_id","kind","key")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "shop_id" BIGINT NOT NULL,
    "delivery_id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "api_version" TEXT,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "body" BYTEA,
    "status" TEXT NOT NULL DEFAULT 'received',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "error" TEXT,
    "processed_at" TIMESTAMPTZ(3),
    "customer_id" BIGINT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("shop_id","delivery_id")
);

-- CreateTable
CREATE TABLE "fact" (
    "shop_id" BIGINT NOT NULL,
    "fact_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "customer_id" BIGINT,
    "order_id" BIGINT,
    "data" JSONB NOT NULL,
    "source_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("shop_id","fact_id")
);

-- CreateTable
CREATE TABLE "reaction_due" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "reaction_due_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "customer" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "first_name" TEXT,
    "last_name" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "customer_merge" (
    "shop_id" BIGINT NOT NULL,
    "from_id" BIGINT NOT NULL,
    "into_id" BIGINT NOT NULL,

    CONSTRAINT "customer_merge_pkey" PRIMARY KEY ("shop_id","from_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "customer_id" BIGINT,
    "currency" TEXT NOT NULL,
    "subtotal_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "financial_status" TEXT,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "lines" JSONB NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "backfill" (
    "shop_id" BIGINT NOT NULL,
    "backfill_id" INTEGER NOT NULL,
    "stage" TEXT NOT NULL,
    "bulk_operation_gid" TEXT,
    "bulk_status" TEXT,
    "customers_total" INTEGER NOT NULL DEFAULT 0,
    "customers_read" INTEGER NOT NULL DEFAULT 0,
    "customers_stored" INTEGER NOT NULL DEFAULT 0,
    "orders_total" INTEGER NOT NULL DEFAULT 0,
    "orders_read" INTEGER NOT NULL DEFAULT 0,
    "orders_stored" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "backfill_pkey" PRIMARY KEY ("shop_id","backfill_id")
);

-- CreateTable
CREATE TABLE "programme" (
    "shop_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "earn_points" INTEGER NOT NULL,
    "earn_per_minor" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "programme_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "reward" (
    "shop_id" BIGINT NOT NULL,
    "reward_id" INTEGER NOT NULL,
    "cost_points" INTEGER NOT NULL,
    "value_minor" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_pkey" PRIMARY KEY ("shop_id","reward_id")
);

-- CreateTable
CREATE TABLE "points_account" (
    "shop_id" BIGINT NOT NULL,
    "account_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_id" BIGINT,
    "balance" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "points_account_pkey" PRIMARY KEY ("shop_id","account_id")
);

-- CreateTable
CREATE TABLE "points_transfer" (
    "shop_id" BIGINT NOT NULL,
    "transfer_id" BIGSERIAL NOT NULL,
    "account_id" BIGINT NOT NULL,
    "source_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "correction" BOOLEAN NOT NULL DEFAULT false,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "points_transfer_pkey" PRIMARY KEY ("shop_id","transfer_id")
);

-- CreateTable
CREATE TABLE "points_entry" (
    "shop_id" BIGINT NOT NULL,
    "transfer_id" BIGINT NOT NULL,
    "line" SMALLINT NOT NULL,
    "account_id" BIGINT NOT NULL,
    "lot" TEXT NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "points_entry_pkey" PRIMARY KEY ("shop_id","transfer_id","line")
);

-- CreateTable
CREATE TABLE "redemption" (
    "shop_id" BIGINT NOT NULL,
    "redemption_id" UUID NOT NULL,
    "customer_id" BIGINT,
    "reward_id" INTEGER NOT NULL,
    "cost_points" INTEGER NOT NULL,
    "value_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "code" TEXT NOT NULL,
    "discount_gid" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "redemption_pkey" PRIMARY KEY ("shop_id","redemption_id")
);

-- CreateTable
CREATE TABLE "privacy_request" (
    "shop_id" BIGINT NOT NULL,
    "request_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "request_key" TEXT NOT NULL,
    "customer_id" BIGINT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "export" JSONB,

    CONSTRAINT "privacy_request_pkey" PRIMARY KEY ("shop_id","request_id")
);

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE INDEX "outbox_change_shop_id_due_at_idx" ON "outbox_change"("shop_id", "due_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_shop_id_status_delivery_id_idx" ON "webhook_delivery"("shop_id", "status", "delivery_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_shop_id_customer_id_idx" ON "webhook_delivery"("shop_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_shop_id_topic_event_id_key" ON "webhook_delivery"("shop_id", "topic", "event_id");

-- CreateIndex
CREATE INDEX "fact_shop_id_customer_id_happened_at_idx" ON "fact"("shop_id", "customer_id", "happened_at");

-- CreateIndex
CREATE INDEX "fact_shop_id_order_id_idx" ON "fact"("shop_id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "fact_shop_id_kind_key_key" ON "fact"("shop_id", "kind", "key");

-- CreateIndex
CREATE INDEX "customer_shop_id_created_at_customer_id_idx" ON "customer"("shop_id", "created_at", "customer_id");

-- CreateIndex
CREATE INDEX "orders_shop_id_customer_id_processed_at_idx" ON "orders"("shop_id", "customer_id", "processed_at");

-- CreateIndex
CREATE INDEX "orders_shop_id_processed_at_idx" ON "orders"("shop_id", "processed_at");

-- CreateIndex
CREATE INDEX "points_account_shop_id_kind_balance_idx" ON "points_account"("shop_id", "kind", "balance");

-- CreateIndex
CREATE UNIQUE INDEX "points_account_shop_id_customer_id_key" ON "points_account"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "points_transfer_shop_id_account_id_transfer_id_idx" ON "points_transfer"("shop_id", "account_id", "transfer_id");

-- CreateIndex
CREATE INDEX "points_transfer_shop_id_happened_at_idx" ON "points_transfer"("shop_id", "happened_at");

-- CreateIndex
CREATE INDEX "points_entry_shop_id_account_id_idx" ON "points_entry"("shop_id", "account_id");

-- CreateIndex
CREATE INDEX "redemption_shop_id_customer_id_requested_at_idx" ON "redemption"("shop_id", "customer_id", "requested_at");

-- CreateIndex
CREATE UNIQUE INDEX "privacy_request_shop_id_kind_request_key_key" ON "privacy_request"("shop_id", "kind", "request_key");
