/** Locations: places that hold stock. */
import { locationPayload } from "#simulator/webhooks/location-payloads.ts";
import type { CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { firstLocation, levelAt } from "./inventory-levels.ts";
import type { Location } from "./model.ts";
import { newLocation } from "./model/catalogue.ts";

export type LocationInput = Partial<
  Pick<
    Location,
    | "name"
    | "address1"
    | "address2"
    | "city"
    | "provinceCode"
    | "zip"
    | "phone"
    | "countryCode"
    | "fulfillsOnlineOrders"
  >
>;

type LocationResult = CommandResult<{ location: Location }>;

export interface LocationCommands {
  /** locations/create. */
  addLocation(input: LocationInput & { name: string; countryCode: string }): LocationResult;
  /** locations/update. */
  editLocation(id: bigint, input: LocationInput): LocationResult;
  /** locations/activate, locations/update. */
  activateLocation(id: bigint): LocationResult;
  /** locations/deactivate, locations/update. */
  deactivateLocation(id: bigint): LocationResult;
}

const refuse = (field: string, message: string, code: string) => ({
  ok: false as const,
  errors: [{ field, message, code }],
});

export function createLocationCommands(environment: CommandEnvironment): LocationCommands {
  const { shop, clock, emit } = environment;

  const tell = (location: Location, ...actions: string[]): LocationResult => {
    location.updatedAt = clock();
    const payload = locationPayload(shop, location);
    emit(actions.map((action) => ({ topic: `locations/${action}`, payload })));
    return { ok: true, location };
  };

  const nameProblem = (name: string | undefined, ownId: bigint | null) => {
    if (name === undefined) return null;
    if (name.trim() === "") return refuse("input.name", "Add a location name", "BLANK");
    if (name.length > 100)
      return refuse("input.name", "Use a shorter location name (up to 100 characters)", "TOO_LONG");
    const isTaken = [...shop.locations.values()].some((each) => each.name === name && each.id !== ownId);
    return isTaken ? refuse("input.name", "You already have a location with this name", "TAKEN") : null;
  };

  const hasStock = (location: Location): boolean =>
    [...shop.products.values()].some((product) =>
      product.variants.some((variant) => (levelAt(shop, variant, location.id)?.available ?? 0) !== 0),
    );

  return {
    addLocation: (input) => {
      const problem = nameProblem(input.name, null);
      if (problem) return problem;
      const location = newLocation({ id: environment.allocate(), createdAt: clock(), ...input });
      shop.locations.set(location.id, location);
      return tell(location, "create");
    },
    editLocation: (id, input) => {
      const location = shop.locations.get(id);
      if (!location) return refuse("id", "Location not found.", "NOT_FOUND");
      const problem = nameProblem(input.name, id);
      if (problem) return problem;
      Object.assign(
        location,
        Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
      );
      return tell(location, "update");
    },
    activateLocation: (id) => {
      const location = shop.locations.get(id);
      if (!location) return refuse("locationId", "Location not found.", "LOCATION_NOT_FOUND");
      location.isActive = true;
      location.deactivatedAt = null;
      return tell(location, "activate", "update");
    },
    deactivateLocation: (id) => {
      const location = shop.locations.get(id);
      if (!location) return refuse("locationId", "Location not found.", "LOCATION_NOT_FOUND");
      if (firstLocation(shop).id === id) {
        const message =
          "Location either has a fulfillment service or is the only location with a shipping address.";
        return refuse("locationId", message, "PERMANENTLY_BLOCKED_FROM_DEACTIVATION_ERROR");
      }
      if (hasStock(location)) {
        const message =
          "Location could not be deactivated without specifying where to relocate inventory at the location.";
        return refuse("locationId", message, "HAS_ACTIVE_INVENTORY_ERROR");
      }
      location.isActive = false;
      location.deactivatedAt = clock();
      return tell(location, "deactivate", "update");
    },
  };
}
