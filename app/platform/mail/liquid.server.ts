/** Merchants' templates. Hides liquidjs: no files, no partials, bounded time and size, output escaped. */
import { Liquid, LiquidError, type Template } from "liquidjs";

const LIMITS = {
  /** Characters of one template. */
  parseLimit: 300_000,
  /** Milliseconds that one rendering may take. */
  renderLimit: 500,
  /** Characters and items that one rendering may make. */
  memoryLimit: 2_000_000,
};
const MAX_OUTPUT_CHARS = 500_000;

const NO_FILES = {
  exists: () => Promise.resolve(false),
  existsSync: () => false,
  contains: () => Promise.resolve(false),
  containsSync: () => false,
  readFile: () => Promise.reject(new Error("templates cannot include others")),
  readFileSync: (): string => {
    throw new Error("templates cannot include others");
  },
  resolve: (_root: string, file: string) => file,
};

function makeEngine(escapes: boolean): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    ...(escapes ? { outputEscape: "escape" as const } : {}),
    fs: NO_FILES,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    dynamicPartials: false,
    relativeReference: false,
    timezoneOffset: 0,
  });
  // Liquid's own `raw` filter would switch the escaping off.
  engine.registerFilter("raw", (value: unknown) => value);
  return engine;
}

const forHtml = makeEngine(true);
const forText = makeEngine(false);

/** Where a template is wrong. Lines and columns count from 1. */
export class TemplateFault extends Error {
  readonly line: number | null;
  readonly column: number | null;

  constructor(message: string, line: number | null, column: number | null) {
    super(message);
    this.name = "TemplateFault";
    this.line = line;
    this.column = column;
  }
}

/** A template that was read and can be filled in as often as wanted. */
export interface ReadTemplate {
  render: (context: object) => string;
}

/** Reads a template. `html`: values are escaped; `text`: they stand as they are. @throws TemplateFault */
export function readTemplate(source: string, kind: "html" | "text"): ReadTemplate {
  const engine = kind === "html" ? forHtml : forText;
  const parsed = asFault(() => engine.parse(source) as Template[]);
  return {
    render: (context) => {
      const text = asFault(() => String(engine.renderSync(parsed, context)));
      if (text.length > MAX_OUTPUT_CHARS) throw new TemplateFault("it becomes too long", null, null);
      return text;
    },
  };
}

function asFault<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!LiquidError.is(error)) throw new TemplateFault(messageOfUnknown(error), null, null);
    const [line, column] = error.token?.getPosition?.() ?? [null, null];
    // The library quotes the template below its message; the place says enough.
    const [message = "it cannot be read"] = error.message.split("\n");
    throw new TemplateFault(message.replace(/, line:.*$/, ""), line ?? null, column ?? null);
  }
}

function messageOfUnknown(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
