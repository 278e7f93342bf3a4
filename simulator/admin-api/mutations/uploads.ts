/** `stagedUploadsCreate`. */
import { createStagedUpload, type StagedUploadInput } from "#simulator/uploads/staged-uploads.ts";
import { type TypeModel, type UserError, userError } from "../context.ts";

type GivenInput = Partial<Pick<StagedUploadInput, "httpMethod">> &
  Pick<StagedUploadInput, "resource" | "filename" | "mimeType"> & { fileSize?: string | null };

export const uploadMutations: TypeModel = {
  stagedUploadsCreate: (_root, args, context) => {
    const userErrors: UserError[] = [];
    const site = { adminUrl: context.adminUrl(), secret: context.app.clientSecret };
    const stagedTargets = (args["input"] as GivenInput[]).map((given, index) => {
      const made = createStagedUpload(context.environment, site, {
        ...given,
        httpMethod: given.httpMethod ?? "PUT",
        fileSize: given.fileSize == null ? null : Number(given.fileSize),
      });
      if (made.ok) return made.target;
      userErrors.push(userError(["input", String(index), made.field], made.message));
      return { url: null, resourceUrl: null, parameters: [] };
    });
    return { stagedTargets, userErrors };
  },
};
