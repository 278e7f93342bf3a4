import type { Answer } from "../answer.ts";
import type { Visit } from "../visit.ts";

export interface Route {
  methods: string[];
  /** Matches the whole path; its groups are given to `answer`, decoded. */
  path: RegExp;
  answer: (visit: Visit, parts: string[]) => Promise<Answer> | Answer;
}

export function get(path: RegExp, answer: Route["answer"]): Route {
  return { methods: ["GET"], path, answer };
}

export function post(path: RegExp, answer: Route["answer"]): Route {
  return { methods: ["POST"], path, answer };
}

export function getOrPost(path: RegExp, answer: Route["answer"]): Route {
  return { methods: ["GET", "POST"], path, answer };
}
