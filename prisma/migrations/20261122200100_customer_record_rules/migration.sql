-- What the schema language cannot say about the customer record: partitions, who may see which row, doors across shops.

-- ── Facts by month ──────────────────────────────────────────────────────────────────────────────────────────────────
-- Partitions stand in a schema that the app's role cannot enter: it reaches them through the table fact, whose policy
-- shows one shop only.
CREATE SCHEMA partitions;
REVOKE ALL ON SCHEMA partitions FROM PUBLIC;

CREATE TABLE partitions.fact_other PARTITION OF fact DEFAULT;

-- Makes the partitions of the months from one to another, where missing; what waits among "other" for them moves in.
CREATE FUNCTION ensure_fact_months(first_month date, last_month date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  starts date := date_trunc('month', first_month);
  made integer := 0;
  partition_name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('ensure_fact_months', 0));
  WHILE starts <= last_month LOOP
    partition_name := 'fact_' || to_char(starts, 'YYYY_MM');
    IF to_regclass('partitions.' || partition_name) IS NULL THEN
      EXECUTE format('CREATE TABLE partitions.%I (LIKE fact INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
      EXECUTE format('WITH moved AS (DELETE FROM partitions.fact_other WHERE month >= %L AND month < %L RETURNING *) INSERT INTO partitions.%I SELECT * FROM moved',
        starts, starts + interval '1 month', partition_name);
      EXECUTE format('ALTER TABLE fact ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)',
        partition_name, starts, (starts + interval '1 month')::date);
      made := made + 1;
    END IF;
    starts := starts + interval '1 month';
  END LOOP;
  RETURN made;
END $$;

-- Two years back, one ahead; the nightly job goes on from there. Older facts live among "other".
SELECT ensure_fact_months((current_date - interval '24 months')::date, (current_date + interval '12 months')::date);

CREATE TRIGGER fact_inserted AFTER INSERT ON fact
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_reaction_due();
CREATE TRIGGER fact_updated AFTER UPDATE ON fact
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_reaction_due();

INSERT INTO fact (shop_id, month, kind, key, happened_at, subject_id, customer_id, order_id, data, source_updated_at, recorded_at)
  SELECT shop_id, date_trunc('month', happened_at AT TIME ZONE 'UTC'), kind, key, happened_at, customer_id, customer_id, order_id, data, source_updated_at, recorded_at
  FROM fact_before_months;
DROP TABLE fact_before_months;

-- ── No shop sees another ────────────────────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.column_name = 'shop_id'
      AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.table_name)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY one_shop ON %I USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())',
      tenant_table
    );
  END LOOP;
END $$;

-- The access log is only added to; erasing a person empties the name, never the line.
REVOKE UPDATE, DELETE, TRUNCATE ON access_log FROM perennial_app;
GRANT UPDATE (customer_id) ON access_log TO perennial_app;

-- ── Search ──────────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE INDEX customer_search ON customer USING gin (search_tokens) WITH (fastupdate = on);

-- Customers who have all of these tokens. A door because row-level security lets no array operator use an index.
CREATE FUNCTION find_customers(tokens integer[], at_most integer) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT customer_id FROM customer WHERE shop_id = current_shop_id() AND search_tokens @> tokens LIMIT at_most
$$;

-- ── What the app had stored in the clear is read from Shopify again ─────────────────────────────────────────────────
UPDATE customer SET updated_at = 'epoch', search_tokens = '{}', tags = '{}';
UPDATE orders SET updated_at = 'epoch', subject_id = customer_id, tags = '{}', discount_codes = '{}';
INSERT INTO backfill (shop_id, backfill_id, stage)
  SELECT s.shop_id, coalesce(max(b.backfill_id), 0) + 1, 'customers' FROM shop s LEFT JOIN backfill b USING (shop_id)
  WHERE s.uninstalled_at IS NULL GROUP BY s.shop_id;
-- Bodies were not sealed; what waited is among what is read again.
UPDATE webhook_delivery SET body = NULL,
  status = CASE WHEN status IN ('received', 'failed') THEN 'ignored' ELSE status END,
  error = CASE WHEN status IN ('received', 'failed') THEN 'Received before an update; read from Shopify again.' ELSE error END;
DELETE FROM privacy_request WHERE kind = 'data_request' AND completed_at IS NOT NULL;

-- ── Doors across shops ──────────────────────────────────────────────────────────────────────────────────────────────
-- Lets the planner know what a bulk change left behind: of the tables that grow with customers and orders, those that have
-- changed by half. Reading samples of all of them after every job would cost more than the jobs.
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  changed regclass;
BEGIN
  -- One at a time: the next would wait for the tables only to find nothing to do.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('refresh_statistics', 0)) THEN
    RETURN;
  END IF;
  FOR changed IN
    SELECT wanted.name
    FROM unnest(ARRAY['customer', 'customer_identity', 'customer_summary', 'orders', 'order_line', 'fact', 'reaction_due',
      'points_account', 'points_transfer', 'points_entry', 'outbox_change']::regclass[]) AS wanted (name)
    LEFT JOIN pg_partition_tree(wanted.name) AS part ON part.isleaf
    JOIN pg_class c ON c.oid = coalesce(part.relid, wanted.name)
    GROUP BY wanted.name
    HAVING sum(pg_stat_get_mod_since_analyze(c.oid)) > 1000 + 0.5 * sum(greatest(c.reltuples, 0))
      -- A crash forgets the count of changes; how much a table has grown still shows.
      OR sum(pg_relation_size(c.oid)) / current_setting('block_size')::integer > 100 + 1.5 * sum(c.relpages)
  LOOP
    EXECUTE format('ANALYZE %s', changed);
  END LOOP;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO perennial_app;

-- The intake: what is a repetition (docs/decisions/009-repeated-deliveries.md), and storing many deliveries cheaply.

-- ── Repetitions ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- Made of topic, webhook id and body. What was stored before this gets a key of its own.
ALTER TABLE webhook_delivery ADD COLUMN repeat_key uuid NOT NULL DEFAULT gen_random_uuid();
DROP INDEX webhook_delivery_shop_id_topic_event_id_key;
CREATE UNIQUE INDEX webhook_delivery_shop_id_repeat_key_key ON webhook_delivery (shop_id, repeat_key);

-- ── Storage ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Sealed bytes cannot be compressed, so nobody tries.
ALTER TABLE webhook_delivery ALTER COLUMN body SET STORAGE EXTERNAL;
-- Filled by processing, and then only where somebody is concerned: nothing to keep up at the intake.
DROP INDEX webhook_delivery_shop_id_customer_id_idx;
CREATE INDEX webhook_delivery_shop_id_customer_id_idx ON webhook_delivery (shop_id, customer_id) WHERE customer_id IS NOT NULL;

-- ── The door ────────────────────────────────────────────────────────────────────────────────────────────────────────
DROP FUNCTION receive_deliveries(text[], text[], text[], text[], text[], timestamptz[], bytea[]);

-- Stores deliveries of any shops in one statement and queues their processing. One letter for each, in order:
-- s = stored, d = duplicate, u = unknown shop. The caller gives them in order of their keys, so that two callers with
-- the same deliveries do not wait for each other in a circle.
CREATE FUNCTION receive_deliveries(
  domains text[], topics text[], event_ids text[], webhook_ids text[], repeat_keys uuid[], api_versions text[],
  triggered_ats timestamptz[], bodies bytea[]
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  shop_ids bigint[];
  stored_keys uuid[];
  answer text;
  queued_shop bigint;
BEGIN
  SELECT array_agg(s.shop_id ORDER BY d.position) INTO shop_ids
    FROM unnest(domains) WITH ORDINALITY AS d (domain, position) LEFT JOIN shop s USING (domain);
  WITH stored AS (
    INSERT INTO webhook_delivery (shop_id, topic, event_id, webhook_id, repeat_key, api_version, triggered_at, body)
    SELECT * FROM unnest(shop_ids, topics, event_ids, webhook_ids, repeat_keys, api_versions, triggered_ats, bodies)
      AS i (shop_id, topic, event_id, webhook_id, repeat_key, api_version, triggered_at, body)
    WHERE shop_id IS NOT NULL
    ON CONFLICT (shop_id, repeat_key) DO NOTHING
    RETURNING webhook_delivery.repeat_key
  )
  SELECT array_agg(repeat_key) INTO stored_keys FROM stored;
  IF cardinality(stored_keys) = cardinality(repeat_keys) THEN
    answer := repeat('s', cardinality(repeat_keys));
  ELSE
    SELECT string_agg(
        CASE WHEN i.shop_id IS NULL THEN 'u' WHEN i.repeat_key = ANY (stored_keys) THEN 's' ELSE 'd' END, '' ORDER BY i.position)
      INTO answer
      FROM unnest(shop_ids, repeat_keys) WITH ORDINALITY AS i (shop_id, repeat_key, position);
  END IF;
  FOR queued_shop IN SELECT DISTINCT u FROM unnest(shop_ids) AS u WHERE u IS NOT NULL ORDER BY 1 LOOP
    -- A job that waits will see these deliveries, provided that nobody takes it before they are committed: its row stays
    -- locked until then, and the queue skips locked ones. Much cheaper than writing and announcing it anew.
    PERFORM FROM graphile_worker._private_jobs
      WHERE key = 'process-deliveries:' || queued_shop AND is_available AND run_at <= now() FOR SHARE;
    IF NOT FOUND THEN
      PERFORM enqueue_job('process-deliveries', json_build_object('shopId', queued_shop::text), 'process-deliveries:' || queued_shop);
    END IF;
  END LOOP;
  RETURN answer;
END $$;

REVOKE EXECUTE ON FUNCTION receive_deliveries(text[], text[], text[], text[], uuid[], text[], timestamptz[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION receive_deliveries(text[], text[], text[], text[], uuid[], text[], timestamptz[], bytea[]) TO perennial_app;

-- Guests and visitors come to count as a customer, and stop to: their facts are found by whom they name.
CREATE INDEX fact_subject_without_id ON fact (shop_id, subject_id) WHERE subject_id < 0;

-- The nightly comparison with Shopify: what is planned, what was begun, and which variants a product's newest state names.

-- AlterTable
ALTER TABLE "product" ADD COLUMN     "variant_ids" BIGINT[];

-- AlterTable
ALTER TABLE "reconciliation" ADD COLUMN     "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ALTER COLUMN "started_at" DROP NOT NULL,
ALTER COLUMN "started_at" DROP DEFAULT;

-- CreateIndex
CREATE INDEX "reconciliation_shop_id_finished_at_idx" ON "reconciliation"("shop_id", "finished_at");

-- Shops with a comparison that is due, and shops for which none is planned yet: the job plans it.
CREATE FUNCTION list_due_reconciliations(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, 'reconcile' FROM shop s
  WHERE s.uninstalled_at IS NULL AND (
    EXISTS (SELECT FROM reconciliation r WHERE r.shop_id = s.shop_id AND r.finished_at IS NULL AND r.due_at < now() - min_age)
    OR (s.installed_at < now() - min_age AND NOT EXISTS (SELECT FROM reconciliation r WHERE r.shop_id = s.shop_id AND r.finished_at IS NULL)))
$$;


REVOKE EXECUTE ON FUNCTION list_due_reconciliations(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_reconciliations(interval) TO perennial_app;

-- Taking a shop's data out and in.

-- Rows that came from another installation brought their numbers along: new rows of any shop are numbered above them.
-- Sequences are shared by all shops: an archive that names a number near the end must not leave the others without any.
CREATE FUNCTION raise_sequences() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  numbered record;
BEGIN
  FOR numbered IN
    SELECT c.relname AS table_name, a.attname AS column_name, pg_get_serial_sequence(c.relname, a.attname) AS sequence_name
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND pg_get_serial_sequence(c.relname, a.attname) IS NOT NULL
  LOOP
    EXECUTE format(
      'SELECT setval(%L, greatest((SELECT max(%2$I) FROM %3$I WHERE %2$I < 1000000000000000), (SELECT last_value FROM %4$s)))',
      numbered.sequence_name, numbered.column_name, numbered.table_name, numbered.sequence_name
    );
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION raise_sequences() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION raise_sequences() TO perennial_app;

-- Upkeep of the log: partitions made while deliveries come in, deliveries that are no longer kept.

-- Makes the partitions of the months from one to another, where missing; what waits among "other" for them moves in.
-- Takes the lock on "other" that attaching needs at its beginning: taken later, it could wait in a circle with a
-- transaction that has read facts and is about to write some.
CREATE OR REPLACE FUNCTION ensure_fact_months(first_month date, last_month date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
  starts date := date_trunc('month', first_month);
  made integer := 0;
  partition_name text;
BEGIN
  IF last_month > first_month + interval '40 years' THEN
    RAISE EXCEPTION 'from % to % are too many months at once', first_month, last_month;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('ensure_fact_months', 0));
  WHILE starts <= last_month LOOP
    partition_name := 'fact_' || to_char(starts, 'YYYY_MM');
    IF to_regclass('partitions.' || partition_name) IS NULL THEN
      IF made = 0 THEN
        LOCK TABLE partitions.fact_other IN ACCESS EXCLUSIVE MODE;
      END IF;
      EXECUTE format('CREATE TABLE partitions.%I (LIKE fact INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
      EXECUTE format('WITH moved AS (DELETE FROM partitions.fact_other WHERE month >= %L AND month < %L RETURNING *) INSERT INTO partitions.%I SELECT * FROM moved',
        starts, starts + interval '1 month', partition_name);
      EXECUTE format('ALTER TABLE fact ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)',
        partition_name, starts, (starts + interval '1 month')::date);
      made := made + 1;
    END IF;
    starts := starts + interval '1 month';
  END LOOP;
  RETURN made;
END $$;

-- Months without a partition of their own that hold at least this many facts.
CREATE FUNCTION crowded_fact_months(min_rows integer) RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT month FROM partitions.fact_other GROUP BY month HAVING count(*) >= min_rows ORDER BY month
$$;

-- Bodies that wait to be emptied, by age, without reading those that were.
CREATE INDEX webhook_delivery_with_body ON webhook_delivery (shop_id, processed_at)
  WHERE body IS NOT NULL AND status IN ('processed', 'ignored');

-- Empties the bodies of deliveries that are done with after the days that their shop chose, and takes the rows away
-- after 400 days. At most so many of each shop; returns how many rows it changed. What failed stays until somebody decides.
CREATE FUNCTION expire_deliveries(at_most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  one record;
  done_status text;
  changed integer;
  total integer := 0;
BEGIN
  FOR one IN SELECT s.shop_id, coalesce((s.settings->>'deliveryBodyDays')::integer, 60) AS body_days FROM shop s ORDER BY 1 LOOP
    WITH old AS (
      SELECT d.delivery_id FROM webhook_delivery d
      WHERE d.shop_id = one.shop_id AND d.body IS NOT NULL AND d.status IN ('processed', 'ignored')
        AND d.processed_at < now() - make_interval(days => one.body_days)
      LIMIT at_most FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_delivery d SET body = NULL FROM old WHERE d.shop_id = one.shop_id AND d.delivery_id = old.delivery_id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;
    FOREACH done_status IN ARRAY ARRAY['processed', 'ignored'] LOOP
      WITH oldest AS (
        SELECT d.delivery_id, d.received_at FROM webhook_delivery d
        WHERE d.shop_id = one.shop_id AND d.status = done_status ORDER BY d.delivery_id LIMIT at_most FOR UPDATE SKIP LOCKED
      )
      DELETE FROM webhook_delivery d USING oldest
        WHERE d.shop_id = one.shop_id AND d.delivery_id = oldest.delivery_id AND oldest.received_at < now() - interval '400 days';
      GET DIAGNOSTICS changed = ROW_COUNT;
      total := total + changed;
    END LOOP;
  END LOOP;
  RETURN total;
END $$;

REVOKE EXECUTE ON FUNCTION crowded_fact_months(integer), expire_deliveries(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crowded_fact_months(integer), expire_deliveries(integer) TO perennial_app;

-- Every shop, for commands of whoever runs the app.
CREATE FUNCTION list_shops() RETURNS TABLE (id bigint, shop_domain text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT shop_id, domain FROM shop ORDER BY shop_id
$$;
REVOKE EXECUTE ON FUNCTION list_shops() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_shops() TO perennial_app;

-- What belongs to a person follows the person.

-- Gives rows to other customers: those of each subject from the one to the other. Every table whose rows name a subject
-- (whom Shopify's state names) beside a customer (whom it belongs to today) takes part, also those that are added later.
CREATE FUNCTION move_people(subject_ids bigint[], from_ids bigint[], into_ids bigint[]) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
  owned text;
BEGIN
  FOR owned IN
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND 2 = (
      SELECT count(*) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('subject_id', 'customer_id'))
    ORDER BY 1
  LOOP
    EXECUTE format(
      'UPDATE %I AS r SET customer_id = m.into_id FROM unnest($1, $2, $3) AS m (subject_id, from_id, into_id)
       WHERE r.shop_id = current_shop_id() AND r.customer_id = m.from_id AND r.subject_id = m.subject_id', owned)
      USING subject_ids, from_ids, into_ids;
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION move_people(bigint[], bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION move_people(bigint[], bigint[], bigint[]) TO perennial_app;

-- Consent, erasure and the keys that personal data is sealed with.

-- AlterTable
ALTER TABLE "privacy_request" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "not_before" TIMESTAMPTZ(3),
ADD COLUMN     "outcome" TEXT;

-- CreateTable
CREATE TABLE "data_key" (
    "key_id" SMALLINT NOT NULL,
    "proof" BYTEA NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("key_id")
);

UPDATE privacy_request SET outcome = 'done' WHERE completed_at IS NOT NULL;

-- ── Who was erased stays erased ─────────────────────────────────────────────────────────────────────────────────────
-- Whatever is told late, by whichever way: what names an erased person is taken out again in the statement that writes it.
CREATE INDEX customer_erased ON customer (shop_id, customer_id) WHERE redacted_at IS NOT NULL;

-- Arguments: columns that name a person, the table's key without shop_id, and (left out: the row is deleted) what to blank.
CREATE FUNCTION forget_the_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  persons text := (SELECT string_agg('n.' || trim(p), ', ') FROM unnest(string_to_array(TG_ARGV[0], ',')) AS p);
  same_row text := (SELECT string_agg(format('t.%1$s = n.%1$s', trim(k)), ' AND ') FROM unnest(string_to_array('shop_id,' || TG_ARGV[1], ',')) AS k);
  is_named boolean;
  blanked text := (SELECT string_agg(trim(b) || ' = NULL', ', ') FROM unnest(string_to_array(TG_ARGV[2], ',')) AS b);
BEGIN
  IF NOT EXISTS (SELECT FROM customer WHERE shop_id = current_shop_id() AND redacted_at IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  -- Also ends the round when the statement below comes by here again: then nobody is named any more.
  EXECUTE format(
    'SELECT EXISTS (SELECT FROM new_rows n JOIN customer c ON c.shop_id = n.shop_id AND c.customer_id = ANY (ARRAY[%s]) WHERE c.redacted_at IS NOT NULL)',
    persons) INTO is_named;
  IF NOT is_named THEN
    RETURN NULL;
  END IF;
  IF blanked IS NULL THEN
    EXECUTE format(
      'DELETE FROM %I t USING new_rows n JOIN customer c ON c.shop_id = n.shop_id AND c.customer_id = ANY (ARRAY[%s]) WHERE c.redacted_at IS NOT NULL AND %s',
      TG_TABLE_NAME, persons, same_row);
  ELSE
    EXECUTE format(
      'UPDATE %I t SET %s FROM new_rows n JOIN customer c ON c.shop_id = n.shop_id AND c.customer_id = ANY (ARRAY[%s]) WHERE c.redacted_at IS NOT NULL AND %s',
      TG_TABLE_NAME, blanked, persons, same_row);
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  guarded record;
BEGIN
  FOR guarded IN
    SELECT * FROM (VALUES
      ('fact', 'subject_id,customer_id', 'kind,key,month', NULL),
      ('customer_identity', 'customer_id', 'kind,token,customer_id', NULL),
      ('customer_consent', 'customer_id', 'customer_id,channel', NULL),
      ('consent_evidence', 'customer_id', 'fact_key', NULL),
      ('customer_preference', 'customer_id', 'customer_id', NULL),
      ('customer_note', 'customer_id', 'note_id', NULL),
      ('customer_summary', 'customer_id', 'customer_id', NULL),
      ('cart', 'customer_id', 'cart_token', NULL),
      ('checkout', 'subject_id,customer_id', 'checkout_token', NULL),
      ('orders', 'subject_id,customer_id', 'order_id', 'subject_id,customer_id,sealed,state_hash,cart_token,checkout_token'),
      ('subscription', 'subject_id,customer_id', 'contract_id', 'subject_id,customer_id,state_hash')
    ) AS g (table_name, persons, key_columns, blanked)
  LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased(%s)',
      guarded.table_name || '_erased_inserted', guarded.table_name,
      concat_ws(', ', quote_literal(guarded.persons), quote_literal(guarded.key_columns), quote_literal(guarded.blanked)));
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased(%s)',
      guarded.table_name || '_erased_updated', guarded.table_name,
      concat_ws(', ', quote_literal(guarded.persons), quote_literal(guarded.key_columns), quote_literal(guarded.blanked)));
  END LOOP;
END $$;
CREATE TRIGGER webhook_delivery_erased_updated AFTER UPDATE ON webhook_delivery REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('customer_id', 'delivery_id', 'customer_id,body,error');

-- ── Doors across shops ──────────────────────────────────────────────────────────────────────────────────────────────
-- Shops with a request that may be worked off now.
CREATE FUNCTION list_due_privacy_requests(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT DISTINCT p.shop_id, 'work-off-privacy-requests' FROM privacy_request p
  WHERE p.completed_at IS NULL AND coalesce(p.not_before, p.received_at) < now() - min_age
$$;


-- What was kept for long enough: exports of data requests (30 days unless the shop chose otherwise), lines of the access
-- log (24 months). Shops that erased people and hold deliveries that are about nobody, as far as is known, are queued to be looked through.
CREATE FUNCTION expire_privacy() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one record;
  changed integer;
  total integer := 0;
BEGIN
  FOR one IN SELECT s.shop_id, coalesce((s.settings->>'exportDays')::integer, 30) AS export_days,
      coalesce((s.settings->>'accessLogMonths')::integer, 24) AS log_months FROM shop s ORDER BY 1 LOOP
    UPDATE privacy_request p SET sealed = NULL WHERE p.shop_id = one.shop_id AND p.sealed IS NOT NULL
      AND p.completed_at < now() - make_interval(days => one.export_days);
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;
    DELETE FROM access_log a WHERE a.shop_id = one.shop_id AND a.at < now() - make_interval(months => one.log_months);
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;
    IF EXISTS (SELECT FROM customer c WHERE c.shop_id = one.shop_id AND c.redacted_at IS NOT NULL)
      AND EXISTS (SELECT FROM webhook_delivery d WHERE d.shop_id = one.shop_id AND d.body IS NOT NULL AND d.customer_id IS NULL
        AND (d.status = 'failed' OR (d.status IN ('processed', 'ignored') AND d.processed_at > now() - interval '2 days'))) THEN
      PERFORM enqueue_job('work-off-privacy-requests', json_build_object('shopId', one.shop_id::text), 'work-off-privacy-requests:' || one.shop_id);
    END IF;
  END LOOP;
  RETURN total;
END $$;

REVOKE EXECUTE ON FUNCTION list_due_privacy_requests(interval), expire_privacy(), forget_the_erased() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_privacy_requests(interval), expire_privacy(), forget_the_erased() TO perennial_app;

-- The customers list and what is done to many customers at once.

-- ── Sorted lists straight from an index, also of one stage ──────────────────────────────────────────────────────────
DROP INDEX customer_summary_shop_id_stage_customer_id_idx;
CREATE INDEX customer_summary_shop_id_stage_net_minor_customer_id_idx ON customer_summary (shop_id, stage, net_minor, customer_id);
CREATE INDEX customer_summary_shop_id_stage_orders_count_customer_id_idx ON customer_summary (shop_id, stage, orders_count, customer_id);
CREATE INDEX customer_summary_shop_id_stage_last_order_at_customer_id_idx ON customer_summary (shop_id, stage, last_order_at, customer_id);
CREATE INDEX customer_shop_id_country_code_customer_id_idx ON customer (shop_id, country_code, customer_id);
DROP INDEX points_account_shop_id_kind_balance_idx;
CREATE INDEX points_account_shop_id_kind_balance_customer_id_idx ON points_account (shop_id, kind, balance, customer_id);

-- ── Bulk actions wait in their table, not in a job ──────────────────────────────────────────────────────────────────
ALTER TABLE bulk_action
  ADD CONSTRAINT bulk_action_status CHECK (status IN ('preparing', 'running', 'done', 'failed', 'undoing', 'undone'));
ALTER TABLE bulk_action_item
  ADD CONSTRAINT bulk_action_item_status CHECK (status IN ('waiting', 'done', 'failed', 'skipped', 'undone'));


-- ── A deleted note can be brought back for a while ──────────────────────────────────────────────────────────────────
ALTER TABLE customer_note ADD COLUMN deleted_at timestamptz(3);

-- Orders and carts: a checkout is also known by its number, and an order by its checkout; stages that change by themselves.

-- AlterTable
ALTER TABLE "backfill" ADD COLUMN     "lines_read" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "cart" ADD COLUMN     "subject_id" BIGINT;

-- AlterTable
ALTER TABLE "checkout" ADD COLUMN     "checkout_number" BIGINT,
ADD COLUMN     "named_subject_id" BIGINT;

-- Whom a checkout named, where its order names somebody else: the contact goes, the checkout stays.
CREATE TRIGGER checkout_named_erased_inserted AFTER INSERT ON checkout REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('named_subject_id', 'checkout_token', 'named_subject_id,sealed,state_hash');
CREATE TRIGGER checkout_named_erased_updated AFTER UPDATE ON checkout REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('named_subject_id', 'checkout_token', 'named_subject_id,sealed,state_hash');

-- CreateIndex
CREATE INDEX "checkout_shop_id_checkout_number_idx" ON "checkout"("shop_id", "checkout_number");

-- CreateIndex
CREATE INDEX "orders_shop_id_checkout_token_idx" ON "orders"("shop_id", "checkout_token");

-- ── Speed ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Transfer by transfer: a plan made while the ledger was small would go on to read all of it.
CREATE OR REPLACE FUNCTION check_transfers_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unbalanced bigint;
BEGIN
  SELECT n.transfer_id INTO unbalanced
  FROM (SELECT DISTINCT shop_id, transfer_id FROM new_rows) n
  CROSS JOIN LATERAL (
    SELECT sum(e.points) AS points FROM points_entry e WHERE e.shop_id = n.shop_id AND e.transfer_id = n.transfer_id) written
  WHERE written.points <> 0 LIMIT 1;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'the entries of points_transfer % do not sum to zero', unbalanced USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- Files hold personal data: one that was brought and then neither stored nor cancelled goes after a week.
CREATE FUNCTION expire_files() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  total integer;
BEGIN
  UPDATE import_run SET status = 'cancelled', finished_at = now()
    WHERE status IN ('uploading', 'mapping', 'checked', 'failed') AND created_at < now() - interval '7 days';
  DELETE FROM file_piece p USING import_run r
    WHERE r.shop_id = p.shop_id AND p.owner = 'import:' || r.import_id AND r.status IN ('done', 'cancelled', 'undone');
  GET DIAGNOSTICS total = ROW_COUNT;
  RETURN total;
END $$;
REVOKE EXECUTE ON FUNCTION expire_files() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expire_files() TO perennial_app;

-- A cart names a subject, too.
DROP TRIGGER cart_erased_inserted ON cart;
DROP TRIGGER cart_erased_updated ON cart;
CREATE TRIGGER cart_erased_inserted AFTER INSERT ON cart REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('subject_id,customer_id', 'cart_token');
CREATE TRIGGER cart_erased_updated AFTER UPDATE ON cart REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION forget_the_erased('subject_id,customer_id', 'cart_token');
