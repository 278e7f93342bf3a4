import type { Answer } from "../answer.ts";
import { answerPage } from "../theme.ts";
import type { Visit } from "../visit.ts";

export const notFound = (visit: Visit): Promise<Answer> =>
  answerPage(visit, { template: "404", title: { key: "not_found.title" } }, 404);
