-- Variants that are sold beyond their stock never run out.

-- AlterTable
ALTER TABLE "variant" ADD COLUMN     "is_sold_beyond_stock" BOOLEAN NOT NULL DEFAULT false;

-- ── A product's tags are asked for by conditions on what was bought ─────────────────────────────────────────────────
-- Whoever bought the product is due for a reaction, when a segment of the shop asks for purchases by tag.
CREATE FUNCTION mark_buyers_of_retagged_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reaction_due AS due (shop_id, customer_id)
    SELECT DISTINCT o.shop_id, o.customer_id FROM new_rows n
    JOIN old_rows p ON p.shop_id = n.shop_id AND p.product_id = n.product_id
    JOIN order_line l ON l.shop_id = n.shop_id AND l.product_id = n.product_id
    JOIN orders o ON o.shop_id = l.shop_id AND o.order_id = l.order_id
    WHERE n.tags IS DISTINCT FROM p.tags AND o.customer_id IS NOT NULL
      AND EXISTS (SELECT FROM segment s WHERE s.shop_id = n.shop_id AND s.condition LIKE '%products_purchased%tag%')
    ORDER BY 1, 2
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER product_retagged AFTER UPDATE ON product
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_buyers_of_retagged_products();
REVOKE EXECUTE ON FUNCTION mark_buyers_of_retagged_products() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_buyers_of_retagged_products() TO perennial_app;
