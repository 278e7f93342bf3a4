/** All commands about the catalogue: products, variants, options, collections, stock, locations and metafields. */
import { type CollectionCommands, createCollectionCommands } from "./collections.ts";
import type { CommandEnvironment } from "./environment.ts";
import { createInventoryCommands, type InventoryCommands } from "./inventory.ts";
import { createLocationCommands, type LocationCommands } from "./inventory-locations.ts";
import { createDefinitionCommands, type DefinitionCommands } from "./metafields-definitions.ts";
import { createMetafieldCommands, type MetafieldCommands } from "./metafields.ts";
import { createProductCommands, type ProductCommands } from "./products.ts";
import { createOptionCommands, type OptionCommands } from "./products-option-changes.ts";
import { createProductSetCommands, type ProductSetCommands } from "./products-set.ts";
import { createVariantCommands, type VariantCommands } from "./products-variants.ts";

export interface CatalogueCommands
  extends
    ProductCommands,
    ProductSetCommands,
    VariantCommands,
    OptionCommands,
    CollectionCommands,
    InventoryCommands,
    LocationCommands,
    MetafieldCommands,
    DefinitionCommands {}

export function createCatalogueCommands(environment: CommandEnvironment): CatalogueCommands {
  return {
    ...createProductCommands(environment),
    ...createProductSetCommands(environment),
    ...createVariantCommands(environment),
    ...createOptionCommands(environment),
    ...createCollectionCommands(environment),
    ...createInventoryCommands(environment),
    ...createLocationCommands(environment),
    ...createMetafieldCommands(environment),
    ...createDefinitionCommands(environment),
  };
}
