/** JSON in lines for people, with its numbers as they are: JSON.parse would round ids past 2^53. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text in lines when it is JSON, else as it is. */
export function readableJson(text: string): string {
  if (!isJson(text)) return text;
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  let depth = 0;
  let result = "";
  const newLine = (): string => `\n${"  ".repeat(depth)}`;
  for (const [index, token] of tokens.entries()) {
    const isEmpty = "{[".includes(tokens[index - 1] ?? "-");
    switch (token) {
      case "{":
      case "[":
        depth += 1;
        result += token;
        if (!"}]".includes(tokens[index + 1] ?? "-")) result += newLine();
        break;
      case "}":
      case "]":
        depth -= 1;
        result += isEmpty ? token : newLine() + token;
        break;
      case ",":
        result += token + newLine();
        break;
      case ":":
        result += ": ";
        break;
      default:
        result += token;
    }
  }
  return result;
}
