-- Work that features find again after their job was lost, each by a function of its own. The features' migrations give
-- them their bodies.
CREATE FUNCTION list_due_messages(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT NULL::bigint, NULL::text WHERE false
$$;
CREATE FUNCTION list_due_segments(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT NULL::bigint, NULL::text WHERE false
$$;
CREATE FUNCTION list_due_recommendations(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT NULL::bigint, NULL::text WHERE false
$$;
CREATE FUNCTION list_due_journeys(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT NULL::bigint, NULL::text WHERE false
$$;
REVOKE EXECUTE ON FUNCTION list_due_messages(interval), list_due_segments(interval), list_due_recommendations(interval), list_due_journeys(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_messages(interval), list_due_segments(interval), list_due_recommendations(interval), list_due_journeys(interval) TO perennial_app;

-- The jobs that shops need and that may have been lost with a killed worker: what waits although it is due.
CREATE FUNCTION list_due_work(min_age interval, OUT shop_id bigint, OUT task text) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  -- Shop by shop where tables grow large: the index of each begins with the shop.
  SELECT s.shop_id, 'process-deliveries' FROM shop s CROSS JOIN LATERAL (
    SELECT FROM webhook_delivery d WHERE d.shop_id = s.shop_id AND d.status = 'received'
      AND coalesce(d.not_before, d.received_at) < now() - min_age LIMIT 1) waiting
  UNION ALL
  SELECT DISTINCT r.shop_id, 'react' FROM reaction_due r WHERE coalesce(r.not_before, r.since) < now() - min_age
  UNION ALL
  SELECT DISTINCT c.shop_id, 'send-changes' FROM outbox_change c
    WHERE c.failed_at IS NULL AND c.due_at < now() - min_age
  UNION ALL
  SELECT DISTINCT b.shop_id, 'backfill' FROM backfill b WHERE b.stage NOT IN ('done', 'failed')
  UNION ALL
  SELECT s.shop_id, 'advance-stages' FROM shop s CROSS JOIN LATERAL (
    SELECT FROM customer_summary c WHERE c.shop_id = s.shop_id AND c.stage_changes_at < now() - min_age LIMIT 1) waiting
  UNION ALL
  SELECT l.shop_id, l.task FROM list_due_reconciliations(min_age) l
  UNION ALL
  SELECT DISTINCT b.shop_id, 'run-bulk-actions' FROM bulk_action b
    WHERE b.status IN ('preparing', 'running', 'undoing') AND b.created_at < now() - min_age
       -- A file with personal data is kept for a week.
       OR b.kind = 'export' AND b.status = 'done' AND b.finished_at < now() - interval '7 days'
  UNION ALL
  SELECT DISTINCT i.shop_id, 'run-transfers' FROM import_run i
    WHERE i.status IN ('checking', 'running', 'undoing') AND i.created_at < now() - min_age
  UNION ALL
  SELECT DISTINCT e.shop_id, 'run-transfers' FROM export_run e
    WHERE e.status IN ('waiting', 'running') AND e.created_at < now() - min_age
       -- An archive holds everybody's data: kept until it expires.
       OR e.status = 'done' AND e.expires_at < now()
  UNION ALL
  SELECT l.shop_id, l.task FROM list_due_privacy_requests(min_age) l
  UNION ALL
  SELECT l.shop_id, l.task FROM list_due_messages(min_age) l
  UNION ALL
  SELECT l.shop_id, l.task FROM list_due_segments(min_age) l
  UNION ALL
  SELECT l.shop_id, l.task FROM list_due_recommendations(min_age) l
  UNION ALL
  SELECT l.shop_id, l.task FROM list_due_journeys(min_age) l
$$;
REVOKE EXECUTE ON FUNCTION list_due_work(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_work(interval) TO perennial_app;
