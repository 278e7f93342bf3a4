-- What the schema language cannot say: who may see which row, what may never change, and the few doors across shops.

-- ── The app's role ──────────────────────────────────────────────────────────────────────────────────────────────────
-- The app connects as the owner and at once becomes this role, which owns nothing and cannot bypass row-level security.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'perennial_app') THEN
    CREATE ROLE perennial_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- Made at this moment by another database's migration.
END $$;
DO $$
BEGIN
  EXECUTE format('GRANT perennial_app TO %I', current_user);
END $$;

GRANT USAGE ON SCHEMA public TO perennial_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO perennial_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO perennial_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO perennial_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO perennial_app;

-- ── No shop sees another ────────────────────────────────────────────────────────────────────────────────────────────
-- The scope is a setting of the transaction, opened by one function of the app. Without it nothing is visible.
CREATE FUNCTION current_shop_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('perennial.shop_id', true), '')::bigint
$$;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY one_shop ON %I USING (shop_id = current_shop_id()) WITH CHECK (shop_id = current_shop_id())',
      tenant_table
    );
  END LOOP;
END $$;

-- ── The ledger ──────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE points_account
  ADD CONSTRAINT points_account_kind CHECK (kind IN ('member', 'issued', 'redeemed', 'pending', 'adjusted')),
  ADD CONSTRAINT points_account_customer CHECK (kind = 'member' OR customer_id IS NULL);
CREATE UNIQUE INDEX points_account_one_of_a_kind ON points_account (shop_id, kind) WHERE kind <> 'member';
ALTER TABLE points_entry
  ADD CONSTRAINT points_entry_transfer FOREIGN KEY (shop_id, transfer_id) REFERENCES points_transfer (shop_id, transfer_id),
  ADD CONSTRAINT points_entry_account FOREIGN KEY (shop_id, account_id) REFERENCES points_account (shop_id, account_id),
  ADD CONSTRAINT points_entry_not_nothing CHECK (points <> 0);
ALTER TABLE points_transfer
  ADD CONSTRAINT points_transfer_account FOREIGN KEY (shop_id, account_id) REFERENCES points_account (shop_id, account_id);
ALTER TABLE redemption
  ADD CONSTRAINT redemption_status CHECK (status IN ('pending', 'posted', 'voided'));
ALTER TABLE webhook_delivery
  ADD CONSTRAINT webhook_delivery_status CHECK (status IN ('received', 'processed', 'ignored', 'failed'));

-- Every transfer sums to zero: a transfer's entries are written by one statement, and that statement is checked.
CREATE FUNCTION check_transfers_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unbalanced bigint;
BEGIN
  SELECT e.transfer_id INTO unbalanced
  FROM points_entry e
  JOIN (SELECT DISTINCT shop_id, transfer_id FROM new_rows) n USING (shop_id, transfer_id)
  GROUP BY e.shop_id, e.transfer_id HAVING sum(e.points) <> 0 LIMIT 1;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'the entries of points_transfer % do not sum to zero', unbalanced USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER points_entry_balances AFTER INSERT ON points_entry
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_transfers_balance();

-- Entries are never updated or deleted; only the erasure of a whole shop may take them away.
REVOKE UPDATE, DELETE, TRUNCATE ON points_transfer, points_entry FROM perennial_app;
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('perennial.erased_shop_id', true) = OLD.shop_id::text THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is never updated or deleted: post a correcting transfer', TG_TABLE_NAME;
END $$;
CREATE TRIGGER points_transfer_immutable BEFORE UPDATE OR DELETE ON points_transfer
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER points_entry_immutable BEFORE UPDATE OR DELETE ON points_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

-- ── Facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Whoever's facts change is due for a reaction, also the customer whom a fact leaves. DO UPDATE, not DO NOTHING: it
-- waits for a reaction that is under way and may have read the facts already.
CREATE FUNCTION mark_reaction_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO reaction_due AS due (shop_id, customer_id)
      SELECT DISTINCT shop_id, customer_id FROM new_rows WHERE customer_id IS NOT NULL ORDER BY 1, 2
      ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL;
  ELSE
    INSERT INTO reaction_due AS due (shop_id, customer_id)
      SELECT shop_id, customer_id FROM new_rows WHERE customer_id IS NOT NULL
      UNION SELECT shop_id, customer_id FROM old_rows WHERE customer_id IS NOT NULL ORDER BY 1, 2
      ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER fact_inserted AFTER INSERT ON fact
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_reaction_due();
CREATE TRIGGER fact_updated AFTER UPDATE ON fact
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_reaction_due();

-- ── Customer search ─────────────────────────────────────────────────────────────────────────────────────────────────
CREATE INDEX customer_email_prefix ON customer (shop_id, lower(email) text_pattern_ops);
CREATE INDEX customer_first_name_prefix ON customer (shop_id, lower(first_name) text_pattern_ops);
CREATE INDEX customer_last_name_prefix ON customer (shop_id, lower(last_name) text_pattern_ops);

-- ── Doors across shops ──────────────────────────────────────────────────────────────────────────────────────────────
-- Each runs as the owner, does one thing and takes no SQL from its caller.

-- The shop of a domain, or null. The only way from a domain to an id.
CREATE FUNCTION find_shop(wanted_domain text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT shop_id FROM shop WHERE domain = wanted_domain
$$;

-- Called when a merchant opens the app: makes the shop, or brings an uninstalled one back.
CREATE FUNCTION install_shop(wanted_domain text, OUT id bigint, OUT newly_installed boolean) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO shop (domain) VALUES (wanted_domain) ON CONFLICT (domain) DO NOTHING RETURNING shop_id INTO id;
  newly_installed := id IS NOT NULL;
  IF id IS NULL THEN
    UPDATE shop SET uninstalled_at = NULL, installed_at = now()
      WHERE domain = wanted_domain AND uninstalled_at IS NOT NULL RETURNING shop_id INTO id;
    newly_installed := id IS NOT NULL;
  END IF;
  IF id IS NULL THEN
    SELECT shop_id INTO id FROM shop WHERE domain = wanted_domain;
  END IF;
END $$;

-- Lets the planner know what a bulk change left behind, without waiting for autovacuum: until then it plans for empty tables.
CREATE FUNCTION refresh_statistics() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  ANALYZE customer, orders, fact, reaction_due, points_account, points_transfer, points_entry, outbox_change
$$;

-- Adds a job in the caller's transaction. With a key, it takes the place of a job of that key that waits.
CREATE FUNCTION enqueue_job(task text, payload json, job_key text DEFAULT NULL, run_at timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    identifier => task, payload => payload, run_at => run_at, max_attempts => 25,
    job_key => job_key, job_key_mode => 'replace'
  );
END $$;

-- Stores deliveries of any shops in one statement and queues their processing. One answer for each, in order.
CREATE FUNCTION receive_deliveries(
  domains text[], topics text[], event_ids text[], webhook_ids text[], api_versions text[], triggered_ats timestamptz[], bodies bytea[]
) RETURNS TABLE (outcome text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  shop_ids bigint[];
  queued_shop bigint;
BEGIN
  SELECT array_agg(s.shop_id ORDER BY d.position) INTO shop_ids
    FROM unnest(domains) WITH ORDINALITY AS d (domain, position) LEFT JOIN shop s USING (domain);
  RETURN QUERY
    WITH incoming AS (
      SELECT * FROM unnest(shop_ids, topics, event_ids, webhook_ids, api_versions, triggered_ats, bodies)
        WITH ORDINALITY AS i (shop_id, topic, event_id, webhook_id, api_version, triggered_at, body, position)
    ), stored AS (
      INSERT INTO webhook_delivery (shop_id, topic, event_id, webhook_id, api_version, triggered_at, body)
      SELECT shop_id, topic, event_id, webhook_id, api_version, triggered_at, body FROM incoming
      WHERE shop_id IS NOT NULL ORDER BY shop_id, topic, event_id
      ON CONFLICT (shop_id, topic, event_id) DO NOTHING
      RETURNING webhook_delivery.shop_id, webhook_delivery.topic, webhook_delivery.event_id
    )
    SELECT CASE WHEN i.shop_id IS NULL THEN 'unknown_shop' WHEN s.shop_id IS NULL THEN 'duplicate' ELSE 'stored' END
    FROM incoming i LEFT JOIN stored s USING (shop_id, topic, event_id) ORDER BY i.position;
  FOR queued_shop IN SELECT DISTINCT u FROM unnest(shop_ids) AS u WHERE u IS NOT NULL ORDER BY 1 LOOP
    PERFORM enqueue_job('process-deliveries', json_build_object('shopId', queued_shop::text), 'process-deliveries:' || queued_shop);
  END LOOP;
END $$;

-- Takes everything of a shop away (Shopify asks for it 48 hours after the app was uninstalled).
CREATE FUNCTION erase_shop(erased_shop_id bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  tenant_table text;
BEGIN
  PERFORM set_config('perennial.erased_shop_id', erased_shop_id::text, true);
  DELETE FROM session WHERE shop = (SELECT domain FROM shop WHERE shop_id = erased_shop_id);
  DELETE FROM points_entry WHERE shop_id = erased_shop_id;
  DELETE FROM points_transfer WHERE shop_id = erased_shop_id;
  FOR tenant_table IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.column_name = 'shop_id' AND c.table_name NOT IN ('shop', 'points_entry', 'points_transfer')
    ORDER BY c.table_name = 'reaction_due' -- Last: deleting facts does not mark anybody, but order costs nothing.
  LOOP
    EXECUTE format('DELETE FROM %I WHERE shop_id = $1', tenant_table) USING erased_shop_id;
  END LOOP;
  DELETE FROM shop WHERE shop_id = erased_shop_id;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO perennial_app;
