/** The addresses where files are uploaded and fetched: `/uploads/…` and `/bulk/<id>.jsonl`. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { bulkResultOf } from "#simulator/bulk/results.ts";
import { escapeHtml } from "#simulator/admin-page/html.ts";
import type { Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import type { StagedUpload, StoredFile } from "#simulator/state/model.ts";
import { createFileWriter, type FileWriter, readStoredFile } from "./files.ts";
import { boundaryOf, createMultipartReader, MultipartError } from "./multipart.ts";
import { findStagedUpload, storeUpload, uploadLimitBytes, uploadSignature } from "./staged-uploads.ts";

interface Answer {
  status: number;
  body: string;
}

/** Errors and answers are XML, as cloud storage gives them. */
const problem = (status: number, code: string, message: string): Answer => ({
  status,
  body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${escapeHtml(message)}</Message></Error>`,
});

const stored = (url: string, key: string): Answer => ({
  status: 201,
  body: `<?xml version='1.0' encoding='UTF-8'?><PostResponse><Location>${escapeHtml(url)}</Location><Bucket>simulator</Bucket><Key>${escapeHtml(key)}</Key></PostResponse>`,
});

const tooLarge = (): Answer =>
  problem(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");

interface Place {
  runtime: ShopRuntime;
  upload: StagedUpload;
}

function findPlace(platform: Platform, key: string, signature: string): Place | Answer {
  for (const runtime of platform.shops()) {
    const upload = findStagedUpload(runtime.shop, key, runtime.clock());
    if (!upload) continue;
    const expected = Buffer.from(uploadSignature(runtime.app.clientSecret, key));
    const given = Buffer.from(signature);
    if (expected.length === given.length && timingSafeEqual(expected, given)) return { runtime, upload };
  }
  return problem(403, "AccessDenied", "Access denied.");
}

const isAnswer = (value: Place | Answer): value is Answer => "status" in value;

/** A form: the fields of the target, and the file last. */
async function takeForm(platform: Platform, request: IncomingMessage, boundary: string): Promise<Answer> {
  let place: Place | Answer = problem(400, "InvalidArgument", "The form has no file.");
  let writer: FileWriter | null = null;
  const reader = createMultipartReader(boundary, {
    onFile: (fields) => {
      place = findPlace(platform, fields.get("key") ?? "", fields.get("x-goog-signature") ?? "");
      if (!isAnswer(place)) writer = createFileWriter();
    },
    onData: (bytes) => {
      if (isAnswer(place) || !writer) return;
      if (writer.sizeBytes() + bytes.length > uploadLimitBytes(place.upload.resource)) {
        place = tooLarge();
        return;
      }
      writer.write(bytes);
    },
  });
  try {
    for await (const piece of request) reader.push(piece as Buffer);
  } catch (error) {
    (writer as FileWriter | null)?.discard();
    if (error instanceof MultipartError) return problem(400, "InvalidArgument", error.message);
    throw error;
  }
  return finish(platform, place, writer, reader.isComplete());
}

function finish(
  platform: Platform,
  place: Place | Answer,
  writer: FileWriter | null,
  isComplete: boolean,
): Answer {
  if (isAnswer(place) || !writer || !isComplete) {
    writer?.discard();
    return isAnswer(place) ? place : problem(400, "MalformedPOSTRequest", "The form is not complete.");
  }
  const file = writer.end();
  if (!file) return problem(400, "EntityTooSmall", "The file is empty.");
  storeUpload(place.upload, file);
  return stored(`${platform.adminUrl()}/uploads/${place.upload.key}`, place.upload.key);
}

/** The file as the body, its key in the path. */
async function takeBody(
  platform: Platform,
  request: IncomingMessage,
  url: URL,
  key: string,
): Promise<Answer> {
  const place = findPlace(platform, key, url.searchParams.get("x-goog-signature") ?? "");
  if (isAnswer(place)) return place;
  if (place.upload.httpMethod !== "PUT") return problem(405, "MethodNotAllowed", "Use POST.");
  const writer = createFileWriter();
  for await (const piece of request) {
    writer.write(piece as Buffer);
    if (writer.sizeBytes() <= uploadLimitBytes(place.upload.resource)) continue;
    writer.discard();
    return tooLarge();
  }
  return { ...finish(platform, place, writer, true), status: 200 };
}

async function sendFile(response: ServerResponse, file: StoredFile | null, type: string): Promise<void> {
  const stream = file && readStoredFile(file);
  if (!stream) {
    response.writeHead(404, { "Content-Type": "application/xml" });
    response.end(problem(404, "NoSuchKey", "The specified key does not exist.").body);
    return;
  }
  response.writeHead(200, { "Content-Type": type, "Content-Length": file.sizeBytes });
  await pipeline(stream, response);
}

function findUploaded(platform: Platform, key: string): StagedUpload | null {
  for (const { shop } of platform.shops()) {
    const upload = shop.stagedUploads.get(key);
    if (upload) return upload;
  }
  return null;
}

async function take(platform: Platform, request: IncomingMessage, url: URL, key: string): Promise<Answer> {
  if (request.method === "PUT") return takeBody(platform, request, url, key);
  const boundary = boundaryOf(String(request.headers["content-type"] ?? ""));
  return boundary
    ? takeForm(platform, request, boundary)
    : problem(400, "InvalidArgument", "The body must be multipart/form-data.");
}

/** Answers uploads, and fetches of uploads and of bulk results; false for other addresses. */
export async function answerFiles(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? "/", platform.adminUrl());
  const bulk = /^\/bulk\/(\d+)\.jsonl$/.exec(url.pathname);
  if (bulk) {
    await sendFile(response, bulkResultOf(platform, BigInt(bulk[1]!)), "application/jsonl");
    return true;
  }
  const upload = /^\/uploads\/(.*)$/.exec(url.pathname);
  if (!upload) return false;
  const key = decodeURIComponent(upload[1]!);
  if (request.method === "GET") {
    const found = findUploaded(platform, key);
    await sendFile(response, found?.file ?? null, found?.mimeType ?? "application/octet-stream");
    return true;
  }
  const answer = await take(platform, request, url, key);
  response.writeHead(answer.status, { "Content-Type": "application/xml" });
  response.end(answer.body);
  return true;
}
