-- Recommendations: what is counted of orders, lists as they are served, what the merchant decided, which model is used.

-- CreateTable
CREATE TABLE "recommendation_basket" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "product_ids" BIGINT[],
    "bought_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recommendation_basket_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "item_pair" (
    "shop_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "other_id" BIGINT NOT NULL,
    "baskets" INTEGER NOT NULL DEFAULT 0,
    "people" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "item_pair_pkey" PRIMARY KEY ("shop_id","product_id","other_id")
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
CREATE INDEX "recommendation_basket_shop_id_customer_id_idx" ON "recommendation_basket"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "recommendation_basket_shop_id_bought_at_idx" ON "recommendation_basket"("shop_id", "bought_at");

-- CreateIndex
CREATE INDEX "customer_recommendation_shop_id_customer_id_idx" ON "customer_recommendation"("shop_id", "customer_id");

-- Counts change all the time: with room on its page a row keeps its place, and its entry in the index.
ALTER TABLE item_pair SET (fillfactor = 70);

-- ── No shop sees another; who was erased stays erased ───────────────────────────────────────────────────────────────
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['recommendation_basket', 'item_pair', 'recommendation_due', 'product_recommendation',
    'customer_recommendation', 'merchandising_rule', 'placement_model'] LOOP
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

-- ── Counting ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Adds to item_pair what baskets add up to that were inserted, or takes back what they added that were deleted. One
-- order counts once, one person once. Orders of more than 100 different products and people with more than 200 say
-- nothing of what goes together (resellers), and are left out.
CREATE FUNCTION count_baskets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
  empty_shops bigint[];
  empty_products bigint[];
  empty_others bigint[];
BEGIN
  -- The whole shop goes, the counts with it.
  IF coalesce(current_setting('perennial.erased_shop_id', true), '') <> '' OR NOT EXISTS (SELECT FROM changed_rows) THEN
    RETURN NULL;
  END IF;
  -- Two who change one person's baskets at once would not see each other's.
  PERFORM pg_advisory_xact_lock(hashtextextended('count_baskets:' || s.shop_id, 0)) FROM (SELECT DISTINCT shop_id FROM changed_rows) s;
  WITH changed AS (
    SELECT * FROM changed_rows WHERE cardinality(product_ids) <= 100
  ), kept AS (
    SELECT DISTINCT b.shop_id, b.customer_id, item
    FROM (SELECT DISTINCT shop_id, customer_id FROM changed WHERE customer_id IS NOT NULL) one
    JOIN recommendation_basket b ON b.shop_id = one.shop_id AND b.customer_id = one.customer_id
    CROSS JOIN unnest(b.product_ids) AS item
    WHERE cardinality(b.product_ids) <= 100
      AND NOT EXISTS (SELECT FROM changed_rows c WHERE c.shop_id = b.shop_id AND c.order_id = b.order_id)
  ), joined AS (
    SELECT shop_id, customer_id, item, bool_and(is_new) AS is_new FROM (
      SELECT shop_id, customer_id, item, false AS is_new FROM kept
      UNION ALL
      SELECT shop_id, customer_id, item, true FROM changed CROSS JOIN unnest(product_ids) AS item WHERE customer_id IS NOT NULL
    ) each GROUP BY 1, 2, 3
  ), histories AS (
    SELECT shop_id, customer_id, array_agg(item) AS items, coalesce(array_agg(item) FILTER (WHERE is_new), '{}') AS fresh,
      coalesce(array_agg(item) FILTER (WHERE NOT is_new), '{}') AS before
    FROM joined GROUP BY 1, 2
  ), deltas AS (
    -- What is new in a person's history, with all that is in it; what was there before has been counted.
    SELECT shop_id, a, b, 0 AS baskets, 1 AS people FROM histories CROSS JOIN unnest(fresh) AS a CROSS JOIN unnest(items) AS b
    WHERE cardinality(items) <= 200
    UNION ALL
    SELECT shop_id, a, b, 0, 1 FROM histories CROSS JOIN unnest(before) AS a CROSS JOIN unnest(fresh) AS b
    WHERE cardinality(items) <= 200
    UNION ALL
    -- A history that has become too long was counted until now.
    SELECT shop_id, a, b, 0, -1 FROM histories CROSS JOIN unnest(before) AS a CROSS JOIN unnest(before) AS b
    WHERE cardinality(items) > 200 AND cardinality(before) <= 200
    UNION ALL
    SELECT shop_id, a, b, 1, CASE WHEN customer_id IS NULL THEN 1 ELSE 0 END
    FROM changed CROSS JOIN unnest(product_ids) AS a CROSS JOIN unnest(product_ids) AS b
  ), written AS (
    INSERT INTO item_pair AS p (shop_id, product_id, other_id, baskets, people)
    SELECT shop_id, a, b, sign * sum(baskets), sign * sum(people) FROM deltas
    GROUP BY 1, 2, 3 HAVING sum(baskets) <> 0 OR sum(people) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (shop_id, product_id, other_id) DO UPDATE SET
      baskets = p.baskets + excluded.baskets, people = p.people + excluded.people
    RETURNING p.shop_id, p.product_id, p.other_id, p.baskets, p.people
  )
  SELECT array_agg(shop_id), array_agg(product_id), array_agg(other_id) INTO empty_shops, empty_products, empty_others
  FROM written WHERE baskets = 0 AND people = 0;
  DELETE FROM item_pair p USING unnest(empty_shops, empty_products, empty_others) AS e (shop_id, product_id, other_id)
  WHERE p.shop_id = e.shop_id AND p.product_id = e.product_id AND p.other_id = e.other_id;
  INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
  SELECT DISTINCT shop_id, 'product', item FROM changed_rows CROSS JOIN unnest(product_ids) AS item ORDER BY 1, 3
  ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since;
  RETURN NULL;
END $$;
CREATE TRIGGER count_baskets_inserted AFTER INSERT ON recommendation_basket
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_baskets();
CREATE TRIGGER count_baskets_deleted AFTER DELETE ON recommendation_basket
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION count_baskets();
REVOKE UPDATE, TRUNCATE ON recommendation_basket FROM perennial_app;

-- ── Doors across shops ──────────────────────────────────────────────────────────────────────────────────────────────
CREATE OR REPLACE FUNCTION list_due_recommendations(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, 'refit-recommendations' FROM shop s CROSS JOIN LATERAL (
    SELECT FROM recommendation_due d WHERE d.shop_id = s.shop_id AND d.since < now() - min_age LIMIT 1) waiting
$$;

REVOKE EXECUTE ON FUNCTION mark_orders_for_recommendations(), mark_choices_for_recommendations(),
  mark_products_for_recommendations(), count_baskets() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_orders_for_recommendations(), mark_choices_for_recommendations(),
  mark_products_for_recommendations(), count_baskets() TO perennial_app;

-- What is there already.
INSERT INTO recommendation_due (shop_id, kind, due_id) SELECT shop_id, 'order', order_id FROM orders;
INSERT INTO recommendation_due (shop_id, kind, due_id) SELECT shop_id, 'product', product_id FROM product;
