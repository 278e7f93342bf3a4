/** Everything there is, saved and put back. */
import { closeSync, createReadStream, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { html as htmlReply, redirect, type Reply } from "#simulator/http.ts";
import { readState } from "#simulator/saved-state/files.ts";
import {
  dropSnapshot,
  listSnapshots,
  putState,
  restoreSnapshot,
  type Snapshot,
  takeSnapshot,
} from "#simulator/saved-state/snapshots.ts";
import { resetShops } from "#simulator/starting-stores.ts";
import { boundaryOf, createMultipartReader, MultipartError } from "#simulator/uploads/multipart.ts";
import { shopHandle } from "#simulator/platform.ts";
import { actionButton, form } from "../../forms.ts";
import { html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { table } from "../../lists.ts";
import { exactTimeText, type PageContext } from "../../page-context.ts";
import { done, refused, type Section, textOf } from "../../routes.ts";

function statePage(context: PageContext): string {
  const { base, platform } = context;
  const snapshot = ({ id }: Snapshot): string => `${base}/state/snapshots/${id}`;
  return layout(context, {
    title: "State",
    content: html`<p class="lead">
        All shops and the clock, at one moment. A state is JSON lines, gzipped; a simulator started with
        <code>--state &lt;file&gt;</code> begins with it.
      </p>
      <section class="card list">
        <h2>Snapshots</h2>
        ${table(
          [
            { label: "Name", cell: ({ name }: Snapshot) => name },
            { label: "Clock", isShort: true, cell: ({ takenAt }) => exactTimeText(context, takenAt) },
            {
              label: "Size",
              isNumber: true,
              cell: ({ sizeBytes }) => `${Math.ceil(sizeBytes / 1024).toLocaleString("en-GB")} KiB`,
            },
            {
              label: "",
              isNumber: true,
              cell: (each) =>
                html`<span class="row end"
                  >${actionButton(`${snapshot(each)}/restore`, "Go back to it", "small")}
                  ${actionButton(`${snapshot(each)}/delete`, "Delete", "small danger")}</span
                >`,
            },
          ],
          listSnapshots(platform),
          "None yet. They last as long as the simulator runs.",
          "Snapshots",
        )}
        ${form(context, {
          key: "snapshot",
          action: `${base}/state/snapshots`,
          submit: "Take a snapshot",
          fields: (controls) => controls.text({ name: "name", label: "Name", value: "Before the next step" }),
        })}
      </section>
      <div class="split even">
        <section class="card">
          <h2>To a file and back</h2>
          <p>
            <a class="button" href="/__simulator/state" download="simulator-state.jsonl.gz"
              >Download the state</a
            >
          </p>
          <form method="post" action="${base}/state/upload" enctype="multipart/form-data" class="form">
            <label class="check"
              ><input type="checkbox" name="sure" value="yes" required /><span
                >All there is now may go; the app does not hear of it.</span
              ></label
            >
            <div class="field">
              <label for="state-file">Saved state</label>
              <input type="file" id="state-file" name="file" required />
            </div>
            <div class="row end"><button class="button danger">Put it in place of everything</button></div>
          </form>
        </section>
        <section class="card">
          <h2>From the beginning</h2>
          <p>
            All shops go back to what they were when the simulator started; shops added since are gone. The
            clock stays.
          </p>
          <div class="row end">${actionButton(`${base}/state/reset`, "Reset everything", "danger")}</div>
        </section>
      </div>`,
  });
}

/** The state page of this shop, or, when it is gone, of the first. */
function backHere(context: PageContext, text: string): Reply {
  const { platform, runtime } = context;
  const shop = platform.shop(runtime.shop.domain) ?? platform.first();
  return done(`/store/${shopHandle(shop.shop.domain)}/state`, text);
}

const GZIP_MAGIC = 0x1f;

function isGzip(file: string): boolean {
  const handle = openSync(file, "r");
  const first = Buffer.alloc(1);
  readSync(handle, first, 0, 1, 0);
  closeSync(handle);
  return first[0] === GZIP_MAGIC;
}

/** Writes the form's file down first: a state may be too large to hold in memory beside the one there is. */
async function receive(context: PageContext, file: string): Promise<void> {
  const boundary = boundaryOf(context.request.headers["content-type"] ?? "");
  if (!boundary) throw new MultipartError("The form must send a file.");
  const handle = openSync(file, "w");
  try {
    const reader = createMultipartReader(boundary, {
      onFile: () => {},
      onData: (bytes) => writeSync(handle, bytes),
    });
    for await (const piece of context.request) reader.push(piece as Buffer);
    if (!reader.isComplete()) throw new MultipartError("Choose a file.");
  } finally {
    closeSync(handle);
  }
}

async function upload(context: PageContext): Promise<Reply> {
  const folder = mkdtempSync(path.join(tmpdir(), "simulator-upload-"));
  const file = path.join(folder, "state");
  try {
    await receive(context, file);
    const bytes = createReadStream(file);
    putState(context.platform, await readState(isGzip(file) ? bytes.pipe(createGunzip()) : bytes));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refused(context, [{ field: "file", message: `This is no saved state: ${message}` }], statePage);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return backHere(context, "The saved state is in place.");
}

async function restore(context: PageContext, id: string): Promise<Reply | null> {
  const restored = await restoreSnapshot(context.platform, Number(id));
  return restored ? backHere(context, "Everything is as it was.") : null;
}

export const stateSection: Section = {
  pages: [[/^\/state$/, (context) => htmlReply(statePage(context))]],
  actions: [
    {
      pattern: /^\/state\/snapshots$/,
      act: (context) => {
        const { name } = takeSnapshot(context.platform, textOf(context, "name") || "Without a name");
        return done(`${context.base}/state`, `Snapshot "${name}" taken.`);
      },
    },
    {
      pattern: /^\/state\/snapshots\/(\d+)\/restore$/,
      act: (context, id = "") => restore(context, id),
      confirm: ({ base }) => ({
        title: "Go back to the snapshot?",
        text: "Everything that happened since is gone. The app does not hear of it.",
        button: "Yes, go back",
        back: `${base}/state`,
      }),
    },
    {
      pattern: /^\/state\/snapshots\/(\d+)\/delete$/,
      act: ({ platform, base }, id = "") =>
        dropSnapshot(platform, Number(id)) ? redirect(`${base}/state`) : null,
    },
    { pattern: /^\/state\/upload$/, act: upload, readsBody: true },
    {
      pattern: /^\/state\/reset$/,
      act: async (context) => {
        await resetShops(context.platform, context.beginning);
        return backHere(context, "Everything is as it was in the beginning.");
      },
      confirm: ({ base }) => ({
        title: "Reset everything?",
        text: "All orders, customers and changes since the simulator started are gone. The app does not hear of it.",
        button: "Yes, reset",
        back: `${base}/state`,
      }),
    },
  ],
};
