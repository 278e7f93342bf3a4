-- Recommendations: what is counted of orders, lists as they are served, what the merchant decided, which model is used.

-- CreateTable
CREATE TABLE "recommendation_basket" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "basket_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT,
    "product_ids" BIGINT[],
    "bought_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recommendation_basket_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "recommendation_removals" (
    "shop_id" BIGINT NOT NULL,
    "removals" BIGINT NOT NULL,

    CONSTRAINT "recommendation_removals_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "recommendation_due" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "due_id" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recommendation_due_pkey" PRIMARY KEY ("shop_id","kind","due_id")
);

-- CreateTable
CREATE TABLE "product_recommendation" (
    "shop_id" BIGINT NOT NULL,
    "placement" TEXT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "items" JSONB NOT NULL,
    "fitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_recommendation_pkey" PRIMARY KEY ("shop_id","placement","product_id")
);

-- CreateTable
CREATE TABLE "customer_recommendation" (
    "shop_id" BIGINT NOT NULL,
    "placement" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "items" JSONB NOT NULL,
    "fitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_recommendation_pkey" PRIMARY KEY ("shop_id","placement","customer_id")
);

-- CreateTable
CREATE TABLE "merchandising_rule" (
    "shop_id" BIGINT NOT NULL,
    "placement" TEXT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "item_id" BIGINT NOT NULL,
    "action" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "staff" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "merchandising_rule_pkey" PRIMARY KEY ("shop_id","placement","product_id","item_id")
);

-- CreateTable
CREATE TABLE "placement_model" (
    "shop_id" BIGINT NOT NULL,
    "placement" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "evaluation" JSONB,
    "orders" INTEGER NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "placement_model_pkey" PRIMARY KEY ("shop_id","placement")
);

-- CreateIndex
CREATE UNIQUE INDEX "recommendation_basket_shop_id_basket_id_key" ON "recommendation_basket"("shop_id", "basket_id");

-- CreateIndex
CREATE INDEX "recommendation_basket_shop_id_customer_id_idx" ON "recommendation_basket"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "recommendation_basket_shop_id_bought_at_idx" ON "recommendation_basket"("shop_id", "bought_at");

-- CreateIndex
CREATE INDEX "customer_recommendation_shop_id_customer_id_idx" ON "customer_recommendation"("shop_id", "customer_id");

-- ── No shop sees another; who was erased stays erased ───────────────────────────────────────────────────────────────
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['recommendation_basket', 'recommendation_removals', 'recommendation_due',
    'product_recommendation', 'customer_recommendation', 'merchandising_rule', 'placement_model'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY one_shop ON %I USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())',
      tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO perennial_app', tenant_table);
  END LOOP;
END $$;

CREATE TRIGGER recommendation_basket_erased_inserted AFTER INSERT ON recommendation_basket
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'order_id');
CREATE TRIGGER customer_recommendation_erased_inserted AFTER INSERT ON customer_recommendation
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'placement,customer_id');
CREATE TRIGGER customer_recommendation_erased_updated AFTER UPDATE ON customer_recommendation
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'placement,customer_id');

-- ── What must be looked at again ────────────────────────────────────────────────────────────────────────────────────
-- Taking an existing row with DO UPDATE locks it: who works it off reads the order after this transaction, or not at all.
CREATE FUNCTION mark_orders_for_recommendations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
  SELECT DISTINCT shop_id, 'order', order_id FROM new_rows ORDER BY 1, 3
  ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  RETURN NULL;
END $$;
CREATE TRIGGER orders_recommendations_inserted AFTER INSERT ON orders
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_for_recommendations();
CREATE TRIGGER orders_recommendations_updated AFTER UPDATE ON orders
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_for_recommendations();

-- Who wants no automated decisions leaves the counts, and comes back with another choice.
CREATE FUNCTION mark_choices_for_recommendations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
  SELECT DISTINCT o.shop_id, 'order', o.order_id
  FROM new_rows n JOIN orders o ON o.shop_id = n.shop_id AND o.customer_id = n.customer_id
  WHERE n.no_automated_decisions = EXISTS (SELECT FROM recommendation_basket b
    WHERE b.shop_id = o.shop_id AND b.order_id = o.order_id)
  ORDER BY 1, 3
  ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
  SELECT DISTINCT n.shop_id, 'customer', n.customer_id FROM new_rows n
  JOIN customer_recommendation r ON r.shop_id = n.shop_id AND r.customer_id = n.customer_id
  WHERE n.no_automated_decisions ORDER BY 1, 3
  ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  RETURN NULL;
END $$;
CREATE TRIGGER customer_preference_recommendations_inserted AFTER INSERT ON customer_preference
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_choices_for_recommendations();
CREATE TRIGGER customer_preference_recommendations_updated AFTER UPDATE ON customer_preference
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_choices_for_recommendations();

-- New products get a list; one that can be bought no more leaves those that it stands in.
CREATE FUNCTION mark_products_for_recommendations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
    SELECT DISTINCT shop_id, 'product', product_id FROM new_rows ORDER BY 1, 3
    ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  ELSE
    INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
    SELECT DISTINCT n.shop_id, 'product', n.product_id FROM new_rows n
    JOIN old_rows o ON o.shop_id = n.shop_id AND o.product_id = n.product_id
    WHERE (n.status, n.deleted_at, n.published_at, n.title, n.product_type, n.vendor, n.tags)
      IS DISTINCT FROM (o.status, o.deleted_at, o.published_at, o.title, o.product_type, o.vendor, o.tags)
    ORDER BY 1, 3
    ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER product_recommendations_inserted AFTER INSERT ON product
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_products_for_recommendations();
CREATE TRIGGER product_recommendations_updated AFTER UPDATE ON product
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_products_for_recommendations();

-- ── Baskets that come and go ────────────────────────────────────────────────────────────────────────────────────────
-- A worker that knows the baskets up to a number asks for those above it: they must be committed in the order of their
-- numbers, so who adds some waits for who adds others.
CREATE FUNCTION number_baskets_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('recommendation_basket:' || current_shop_id(), 0));
  RETURN NULL;
END $$;
CREATE TRIGGER recommendation_basket_in_turn BEFORE INSERT ON recommendation_basket
  FOR EACH STATEMENT EXECUTE FUNCTION number_baskets_in_turn();

-- Whoever adds or takes away baskets (a refit, an erasure, a replay): the lists beside what lay in them are made anew. What
-- was taken away is counted with it, so that whoever has counted the baskets in memory sees that they are others now.
CREATE FUNCTION mark_baskets_for_recommendations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The whole shop goes, these marks with it.
  IF coalesce(current_setting('perennial.erased_shop_id', true), '') <> '' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    INSERT INTO recommendation_removals AS r (shop_id, removals) SELECT shop_id, count(*) FROM changed_rows GROUP BY 1
    ON CONFLICT (shop_id) DO UPDATE SET removals = r.removals + excluded.removals;
  END IF;
  INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
  SELECT DISTINCT shop_id, 'product', item FROM changed_rows CROSS JOIN unnest(product_ids) AS item ORDER BY 1, 3
  ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  RETURN NULL;
END $$;
CREATE TRIGGER recommendation_basket_added AFTER INSERT ON recommendation_basket
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_baskets_for_recommendations();
CREATE TRIGGER recommendation_basket_removed AFTER DELETE ON recommendation_basket
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_baskets_for_recommendations();
REVOKE UPDATE, TRUNCATE ON recommendation_basket FROM perennial_app;

-- ── Doors across shops ──────────────────────────────────────────────────────────────────────────────────────────────
CREATE OR REPLACE FUNCTION list_due_recommendations(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, 'refit-recommendations' FROM shop s CROSS JOIN LATERAL (
    SELECT FROM recommendation_due d WHERE d.shop_id = s.shop_id AND d.since < now() - min_age LIMIT 1) waiting
$$;

REVOKE EXECUTE ON FUNCTION mark_orders_for_recommendations(), mark_choices_for_recommendations(),
  mark_products_for_recommendations(), number_baskets_in_turn(), mark_baskets_for_recommendations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_orders_for_recommendations(), mark_choices_for_recommendations(),
  mark_products_for_recommendations(), number_baskets_in_turn(), mark_baskets_for_recommendations() TO perennial_app;

-- What is there already.
INSERT INTO recommendation_due (shop_id, kind, due_id) SELECT shop_id, 'order', order_id FROM orders;
INSERT INTO recommendation_due (shop_id, kind, due_id) SELECT shop_id, 'product', product_id FROM product;
