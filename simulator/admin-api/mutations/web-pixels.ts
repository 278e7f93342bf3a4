/** `webPixelCreate`, `webPixelUpdate`, `webPixelDelete`. */
import { gid } from "#simulator/ids.ts";
import {
  createWebPixel,
  deleteWebPixel,
  type PixelResult,
  updateWebPixel,
} from "#simulator/state/apps-pixel.ts";
import type { TypeModel } from "../context.ts";
import { userError } from "../context.ts";
import { idOfType } from "../ids.ts";

const payload = (result: PixelResult) =>
  result.ok
    ? { webPixel: result.webPixel, userErrors: [] }
    : { webPixel: null, userErrors: [userError(result.field, result.message, result.code)] };

const settingsOf = (args: Record<string, unknown>): unknown =>
  (args["webPixel"] as { settings: unknown }).settings;

export const webPixelMutations: TypeModel = {
  webPixelCreate: (_root, args, context) =>
    payload(createWebPixel(context.environment, context.app, settingsOf(args))),
  webPixelUpdate: (_root, args, context) => {
    const id = idOfType(args["id"], "WebPixel");
    return payload(updateWebPixel(context.environment, context.app, id, settingsOf(args)));
  },
  webPixelDelete: (_root, args, context) => {
    const result = deleteWebPixel(context.environment, idOfType(args["id"], "WebPixel"));
    return result.ok
      ? { deletedWebPixelId: gid("WebPixel", result.webPixel.id), userErrors: [] }
      : { deletedWebPixelId: null, userErrors: [userError(result.field, result.message, result.code)] };
  },
};
