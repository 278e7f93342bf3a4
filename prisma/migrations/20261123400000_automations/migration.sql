-- Journeys: what starts them, their versions, who is under way, and what each step did.

-- CreateTable
CREATE TABLE "journey" (
    "shop_id" BIGINT NOT NULL,
    "journey_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL,
    "activated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "journey_pkey" PRIMARY KEY ("shop_id","journey_id")
);

-- CreateTable
CREATE TABLE "journey_version" (
    "shop_id" BIGINT NOT NULL,
    "journey_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT,

    CONSTRAINT "journey_version_pkey" PRIMARY KEY ("shop_id","journey_id","version")
);

-- CreateTable
CREATE TABLE "enrolment" (
    "shop_id" BIGINT NOT NULL,
    "enrolment_id" BIGSERIAL NOT NULL,
    "journey_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "subject_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "step" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "is_holdout" BOOLEAN NOT NULL DEFAULT false,
    "anchor_at" TIMESTAMPTZ(3) NOT NULL,
    "entered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "reached_at" TIMESTAMPTZ(3),
    "clicked_at" TIMESTAMPTZ(3),
    "bought_at" TIMESTAMPTZ(3),
    "order_id" BIGINT,
    "recovered_order_id" BIGINT,

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("shop_id","enrolment_id")
);

-- CreateTable
CREATE TABLE "enrolment_step" (
    "shop_id" BIGINT NOT NULL,
    "enrolment_id" BIGINT NOT NULL,
    "step" TEXT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "enrolment_step_pkey" PRIMARY KEY ("shop_id","enrolment_id","step")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "shop_id" BIGINT NOT NULL,
    "enrolment_id" BIGINT NOT NULL,
    "step" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "discount_gid" TEXT,
    "failure" TEXT,

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("shop_id","enrolment_id","step")
);

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_shop_id_journey_id_key_key" ON "enrolment"("shop_id", "journey_id", "key");

-- CreateIndex
CREATE INDEX "enrolment_shop_id_customer_id_idx" ON "enrolment"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "enrolment_shop_id_journey_id_anchor_at_idx" ON "enrolment"("shop_id", "journey_id", "anchor_at");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_code_shop_id_code_key" ON "recovery_code"("shop_id", "code");

-- AddForeignKey
ALTER TABLE "enrolment_step" ADD CONSTRAINT "enrolment_step_enrolment" FOREIGN KEY ("shop_id", "enrolment_id") REFERENCES "enrolment"("shop_id", "enrolment_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_enrolment" FOREIGN KEY ("shop_id", "enrolment_id") REFERENCES "enrolment"("shop_id", "enrolment_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Who is due, journey by journey: a million people who wait are not looked at.
CREATE INDEX enrolment_due ON enrolment (shop_id, journey_id, due_at) WHERE due_at IS NOT NULL;

ALTER TABLE journey ADD CONSTRAINT journey_state CHECK (state IN ('draft', 'active', 'paused'));
ALTER TABLE enrolment
  ADD CONSTRAINT enrolment_state CHECK (state IN ('pending', 'active', 'done', 'exited', 'failed')),
  ADD CONSTRAINT enrolment_waits CHECK ((due_at IS NOT NULL) = (state IN ('pending', 'active')));
ALTER TABLE recovery_code ADD CONSTRAINT recovery_code_status CHECK (status IN ('pending', 'made', 'failed'));

-- ── No shop sees another ────────────────────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['journey', 'journey_version', 'enrolment', 'enrolment_step', 'recovery_code'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY one_shop ON %I USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())',
      tenant_table
    );
  END LOOP;
END $$;

-- A version is history: people are under way in it.
REVOKE UPDATE, TRUNCATE ON journey_version FROM perennial_app;

-- ── Who was erased stays erased ─────────────────────────────────────────────────────────────────────────────────────

CREATE TRIGGER enrolment_erased_inserted AFTER INSERT ON enrolment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('subject_id,customer_id', 'enrolment_id');
CREATE TRIGGER enrolment_erased_updated AFTER UPDATE ON enrolment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('subject_id,customer_id', 'enrolment_id');

-- ── Nothing hangs on a job ──────────────────────────────────────────────────────────────────────────────────────────
-- Journey by journey, straight from the index: who waits in a paused journey is not due.
CREATE OR REPLACE FUNCTION list_due_journeys(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT DISTINCT j.shop_id, 'advance-journeys' FROM journey j
  JOIN shop s ON s.shop_id = j.shop_id AND s.uninstalled_at IS NULL CROSS JOIN LATERAL (
    SELECT FROM enrolment e WHERE e.shop_id = j.shop_id AND e.journey_id = j.journey_id AND e.due_at < now() - min_age LIMIT 1) waiting
  WHERE j.state = 'active'
$$;

-- What an order brought: goods after discounts, less what was given back for them. Of the shop whose scope is open.
CREATE FUNCTION net_of_order(asked_order_id bigint, subtotal bigint) RETURNS bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT greatest(0, subtotal - coalesce((
    SELECT sum((f.data->>'goodsMinor')::bigint) FROM fact f
    WHERE f.shop_id = current_shop_id() AND f.order_id = asked_order_id AND f.kind = 'order.refunded'), 0))
$$;
REVOKE EXECUTE ON FUNCTION net_of_order(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION net_of_order(bigint, bigint) TO perennial_app;
