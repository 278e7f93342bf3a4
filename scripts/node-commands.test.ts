import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ROOT } from "./prepare.ts";
import { NODE, webCommand } from "./node-commands.ts";

it("the image starts the web process as npm start does", () => {
  const dockerfile = readFileSync(`${ROOT}/.docker/Dockerfile`, "utf8");
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]!) as string[];
  const environment = /NODE_OPTIONS="([^"]*)"/.exec(dockerfile)![1]!.split(" ");
  expect(environment).toEqual(expect.arrayContaining(NODE.slice(1)));
  expect(command).toEqual(webCommand().filter((part) => !environment.includes(part)));
});
