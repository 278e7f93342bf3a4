-- Messages: content, what is to be sent and what became of it, addresses that nothing is sent to.

-- AlterTable
ALTER TABLE "shop" ADD COLUMN     "storefront_url" TEXT;

-- CreateTable
CREATE TABLE "message_template" (
    "shop_id" BIGINT NOT NULL,
    "template_key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "message_template_pkey" PRIMARY KEY ("shop_id","template_key","version")
);

-- CreateTable
CREATE TABLE "message" (
    "shop_id" BIGINT NOT NULL,
    "message_id" BIGSERIAL NOT NULL,
    "subject_id" BIGINT,
    "customer_id" BIGINT,
    "channel" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "template_key" TEXT NOT NULL,
    "template_version" INTEGER,
    "dedupe_key" TEXT,
    "source_kind" TEXT NOT NULL,
    "source_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimed_at" TIMESTAMPTZ(3),
    "may_repeat" BOOLEAN NOT NULL DEFAULT false,
    "decision" JSONB,
    "failure" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "clicked_at" TIMESTAMPTZ(3),
    "unsubscribed_at" TIMESTAMPTZ(3),
    "sealed" BYTEA,

    CONSTRAINT "message_pkey" PRIMARY KEY ("shop_id","message_id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "shop_id" BIGINT NOT NULL,
    "channel" TEXT NOT NULL,
    "token" BYTEA NOT NULL,
    "customer_id" BIGINT,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("shop_id","channel","token")
);

-- CreateTable
CREATE TABLE "message_sender" (
    "shop_id" BIGINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_sender_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "message_shop_id_dedupe_key_key" ON "message"("shop_id", "dedupe_key");
CREATE INDEX "message_shop_id_status_due_at_idx" ON "message"("shop_id", "status", "due_at");
CREATE INDEX "message_shop_id_customer_id_message_id_idx" ON "message"("shop_id", "customer_id", "message_id");
CREATE INDEX "message_shop_id_source_kind_source_id_idx" ON "message"("shop_id", "source_kind", "source_id");
CREATE INDEX "suppression_shop_id_customer_id_idx" ON "suppression"("shop_id", "customer_id");

-- ── No shop sees another; who was erased stays erased ───────────────────────────────────────────────────────────────
DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['message_template', 'message', 'suppression', 'message_sender'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY one_shop ON %I USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())', guarded);
  END LOOP;
END $$;

CREATE TRIGGER message_erased_inserted AFTER INSERT ON message REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION forget_the_erased('subject_id,customer_id', 'message_id', 'subject_id,customer_id,dedupe_key,source_id,sealed');
CREATE TRIGGER message_erased_updated AFTER UPDATE ON message REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION forget_the_erased('subject_id,customer_id', 'message_id', 'subject_id,customer_id,dedupe_key,source_id,sealed');
CREATE TRIGGER suppression_erased_inserted AFTER INSERT ON suppression REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION forget_the_erased('customer_id', 'channel,token');
CREATE TRIGGER suppression_erased_updated AFTER UPDATE ON suppression REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION forget_the_erased('customer_id', 'channel,token');

-- ── Due work ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Shops with a message that may be tried now, or whose worker died over one (the lease: CLAIM_LEASE_MS in the code).
CREATE OR REPLACE FUNCTION list_due_messages(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, 'send-messages' FROM shop s WHERE s.uninstalled_at IS NULL AND (
    EXISTS (SELECT FROM message m WHERE m.shop_id = s.shop_id AND m.status = 'waiting' AND m.due_at < now() - min_age)
    OR EXISTS (SELECT FROM message m WHERE m.shop_id = s.shop_id AND m.status = 'sending' AND m.claimed_at < now() - interval '3 minutes'))
$$;
