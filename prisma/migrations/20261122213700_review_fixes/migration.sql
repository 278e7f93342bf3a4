-- Sequences that no archive can use up, files that nobody came back for, carts of the erased.

-- Sequences are shared by all shops: an archive that names a number near the end must not leave the others without any.
CREATE OR REPLACE FUNCTION raise_sequences() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
