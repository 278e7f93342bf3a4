/** Where clients may upload files: the targets of `stagedUploadsCreate`, and taking a file in. */
import { createHmac, randomUUID } from "node:crypto";
import type { CommandEnvironment } from "#simulator/state/environment.ts";
import type { ShopState, StagedUpload, StoredFile } from "#simulator/state/model.ts";
import { removeStoredFile } from "./files.ts";

const MEGABYTE = 1_000_000;
/** Variables of a bulk mutation. */
export const BULK_VARIABLES_LIMIT_BYTES = 100 * MEGABYTE;
const LIMITS_BYTES: Record<string, number> = {
  BULK_MUTATION_VARIABLES: BULK_VARIABLES_LIMIT_BYTES,
  IMAGE: 20 * MEGABYTE,
  COLLECTION_IMAGE: 20 * MEGABYTE,
  PRODUCT_IMAGE: 20 * MEGABYTE,
  SHOP_IMAGE: 20 * MEGABYTE,
  VIDEO: 1000 * MEGABYTE,
  MODEL_3D: 500 * MEGABYTE,
};
const OTHER_LIMIT_BYTES = 20 * MEGABYTE;

/** An upload is possible for so long. */
const TARGET_LIFETIME_MS = 24 * 3600 * 1000;

export const uploadLimitBytes = (resource: string): number => LIMITS_BYTES[resource] ?? OTHER_LIMIT_BYTES;

export interface StagedUploadInput {
  resource: string;
  filename: string;
  mimeType: string;
  httpMethod: "POST" | "PUT";
  fileSize: number | null;
}

export interface StagedTarget {
  url: string | null;
  resourceUrl: string | null;
  parameters: { name: string; value: string }[];
}

export type TargetResult = { ok: true; target: StagedTarget } | { ok: false; field: string; message: string };

const FOLDERS: Record<string, string> = {
  BULK_MUTATION_VARIABLES: "bulk",
  VIDEO: "videos",
  MODEL_3D: "models",
};

/** Signs a target, so that only who was given it can upload there. */
export const uploadSignature = (secret: string, key: string): string =>
  createHmac("sha256", `upload ${secret}`).update(key).digest("hex");

const MIME_OF: Record<string, RegExp> = {
  BULK_MUTATION_VARIABLES: /^text\/jsonl$/,
  IMAGE: /^image\//,
  COLLECTION_IMAGE: /^image\//,
  PRODUCT_IMAGE: /^image\//,
  SHOP_IMAGE: /^image\//,
  VIDEO: /^video\//,
  MODEL_3D: /^(?:model\/|application\/)/,
};

function inputProblem(input: StagedUploadInput): { field: string; message: string } | null {
  if (!input.filename.trim()) return { field: "filename", message: "Filename can't be blank" };
  const allowed = MIME_OF[input.resource];
  if (allowed && !allowed.test(input.mimeType)) {
    return { field: "mimeType", message: `${input.mimeType} is not a recognized format` };
  }
  const needsSize = input.resource === "VIDEO" || input.resource === "MODEL_3D";
  if (needsSize && input.fileSize === null) {
    return { field: "fileSize", message: "file_size must be provided for this resource" };
  }
  if (input.fileSize !== null && input.fileSize > uploadLimitBytes(input.resource)) {
    return { field: "fileSize", message: "File size exceeds the limit" };
  }
  return null;
}

export interface UploadSite {
  /** Address of the admin server, without a slash at the end. */
  adminUrl: string;
  secret: string;
}

/** One target; the file goes to its address as a form (POST) or as the body (PUT). */
export function createStagedUpload(
  environment: CommandEnvironment,
  site: UploadSite,
  input: StagedUploadInput,
): TargetResult {
  const problem = inputProblem(input);
  if (problem) return { ok: false, ...problem };
  const { shop, clock } = environment;
  const folder = FOLDERS[input.resource] ?? "files";
  const key = `tmp/${shop.id}/${folder}/${randomUUID()}/${input.filename.replaceAll(/[^\w.-]/g, "_")}`;
  const { resource, filename, mimeType, httpMethod } = input;
  shop.stagedUploads.set(key, {
    key,
    resource,
    filename,
    mimeType,
    httpMethod,
    file: null,
    createdAt: clock(),
  });
  return { ok: true, target: targetOf(site, environment.shop.stagedUploads.get(key)!) };
}

function targetOf(site: UploadSite, upload: StagedUpload): StagedTarget {
  const { key, mimeType, createdAt } = upload;
  const isBulk = upload.resource === "BULK_MUTATION_VARIABLES";
  const signature = uploadSignature(site.secret, key);
  const base = `${site.adminUrl}/uploads`;
  if (upload.httpMethod === "PUT") {
    return {
      url: `${base}/${key}?x-goog-signature=${signature}`,
      resourceUrl: isBulk ? null : `${base}/${key}`,
      parameters: [
        { name: "content_type", value: mimeType },
        { name: "acl", value: "private" },
      ],
    };
  }
  const date = createdAt.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const parameters = {
    key,
    "Content-Type": mimeType,
    success_action_status: "201",
    acl: "private",
    policy: Buffer.from(JSON.stringify({ conditions: [{ key }] })).toString("base64"),
    "x-goog-credential": `simulator/${date.slice(0, 8)}/auto/storage/goog4_request`,
    "x-goog-algorithm": "GOOG4-RSA-SHA256",
    "x-goog-date": date,
    "x-goog-signature": signature,
  };
  return {
    url: `${base}/`,
    resourceUrl: isBulk ? null : `${base}/${key}`,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  };
}

/** The upload with a key, while it can still be used. */
export function findStagedUpload(shop: ShopState, key: string, now: Date): StagedUpload | null {
  const upload = shop.stagedUploads.get(key);
  return upload && now.getTime() < upload.createdAt.getTime() + TARGET_LIFETIME_MS ? upload : null;
}

/** Keeps the file of an upload; one that was there before is replaced. */
export function storeUpload(upload: StagedUpload, file: StoredFile): void {
  if (upload.file) removeStoredFile(upload.file);
  upload.file = file;
}
