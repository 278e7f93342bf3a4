-- Segments: who is in them, when that changes by time alone, and the scores that they ask for.

-- CreateTable
CREATE TABLE "segment" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "condition" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ready_made" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "built_to" BIGINT,
    "built" INTEGER NOT NULL DEFAULT 0,
    "build_total" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "members" INTEGER NOT NULL DEFAULT 0,
    "sync" TEXT NOT NULL DEFAULT 'none',
    "tag" TEXT,
    "shopify_gid" TEXT,
    "sync_error" TEXT,
    "synced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("shop_id","segment_id")
);

-- CreateTable
CREATE TABLE "segment_member" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_member_pkey" PRIMARY KEY ("shop_id","segment_id","customer_id")
);

-- CreateTable
CREATE TABLE "segment_due" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "flips_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_due_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "segment_change" (
    "shop_id" BIGINT NOT NULL,
    "change_id" BIGSERIAL NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "delta" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_change_pkey" PRIMARY KEY ("shop_id","change_id")
);

-- CreateTable
CREATE TABLE "segment_size" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "members" INTEGER NOT NULL,

    CONSTRAINT "segment_size_pkey" PRIMARY KEY ("shop_id","segment_id","day")
);

-- CreateTable
CREATE TABLE "segment_limits" (
    "shop_id" BIGINT NOT NULL,
    "recency_at" TIMESTAMPTZ(3)[],
    "frequency" INTEGER[],
    "monetary" BIGINT[],
    "customers" INTEGER NOT NULL DEFAULT 0,
    "computed_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_limits_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "segment_scores" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "recency" SMALLINT NOT NULL,
    "frequency" SMALLINT NOT NULL,
    "monetary" SMALLINT NOT NULL,
    "rfm_group" TEXT NOT NULL,

    CONSTRAINT "segment_scores_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "segment_shop_id_name_key" ON "segment"("shop_id", "name");

-- CreateIndex
CREATE INDEX "segment_member_shop_id_customer_id_idx" ON "segment_member"("shop_id", "customer_id");

-- Who can be a member, without a look at the wide rows of all customers: a count of everybody reads this alone.
CREATE INDEX customer_can_be_member ON customer (shop_id, customer_id)
  WHERE kind <> 'visitor' AND deleted_at IS NULL AND redacted_at IS NULL;

-- CreateIndex
CREATE INDEX "segment_due_shop_id_flips_at_idx" ON "segment_due"("shop_id", "flips_at");

-- CreateIndex
CREATE INDEX "segment_scores_shop_id_rfm_group_customer_id_idx" ON "segment_scores"("shop_id", "rfm_group", "customer_id");


-- ── No shop sees another ────────────────────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['segment', 'segment_member', 'segment_due', 'segment_change', 'segment_size', 'segment_limits', 'segment_scores']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY one_shop ON %I USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())',
      tenant_table
    );
  END LOOP;
END $$;

-- ── Who was erased is a member of nothing ───────────────────────────────────────────────────────────────────────────
CREATE TRIGGER segment_member_erased_inserted AFTER INSERT ON segment_member REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'segment_id,customer_id');
CREATE TRIGGER segment_due_erased_inserted AFTER INSERT ON segment_due REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'customer_id');
CREATE TRIGGER segment_scores_erased_inserted AFTER INSERT ON segment_scores REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'customer_id');

-- ── What Shopify tells of a customer without a fact ─────────────────────────────────────────────────────────────────
-- Tags, country, language and account state change no fact, but conditions ask for them: whoever's change is due for a
-- reaction, in the transaction that stores it.
CREATE FUNCTION mark_changed_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reaction_due AS due (shop_id, customer_id)
    SELECT n.shop_id, n.customer_id FROM new_rows n
    JOIN old_rows o ON o.shop_id = n.shop_id AND o.customer_id = n.customer_id
    WHERE (n.kind, n.account_state, n.locale, n.country_code, n.region_code, n.tags, n.verified_email, n.tax_exempt,
           n.created_at, n.deleted_at, n.redacted_at)
      IS DISTINCT FROM (o.kind, o.account_state, o.locale, o.country_code, o.region_code, o.tags, o.verified_email,
           o.tax_exempt, o.created_at, o.deleted_at, o.redacted_at)
    ORDER BY 1, 2
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER customer_changed AFTER UPDATE ON customer
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_changed_customers();

-- ── Work that was lost is found again ───────────────────────────────────────────────────────────────────────────────
CREATE OR REPLACE FUNCTION list_due_segments(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, 'advance-segments' FROM shop s CROSS JOIN LATERAL (
    SELECT FROM segment_due d WHERE d.shop_id = s.shop_id AND d.flips_at < now() - min_age LIMIT 1) waiting
  UNION ALL
  SELECT s.shop_id, 'build-segments' FROM shop s WHERE
    EXISTS (SELECT FROM segment g WHERE g.shop_id = s.shop_id AND g.state IN ('waiting', 'building') AND g.updated_at < now() - min_age)
    OR EXISTS (SELECT FROM segment_change c WHERE c.shop_id = s.shop_id AND c.at < now() - min_age)
    OR EXISTS (SELECT FROM segment_limits l WHERE l.shop_id = s.shop_id AND l.due_at < now() - min_age)
$$;
REVOKE EXECUTE ON FUNCTION list_due_segments(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_segments(interval) TO perennial_app;
