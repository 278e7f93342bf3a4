/** The app's web pixel in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { WebPixel } from "#simulator/state/model.ts";
import type { TypeModel } from "../context.ts";

export const webPixelModel: TypeModel = {
  id: (pixel: WebPixel) => gid("WebPixel", pixel.id),
  settings: (pixel: WebPixel) => pixel.settings,
};
