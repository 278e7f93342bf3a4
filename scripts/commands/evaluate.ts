/**
 * Quality against published tables; the evaluations will stand in bench/evaluate/. There are none yet: the models that
 * they measure come with later features.
 */
export async function run(parameters: string[]): Promise<number> {
  const name = parameters.find((parameter) => !parameter.startsWith("--"));
  if (name === undefined) {
    console.log("There are no evaluations yet.");
    return 0;
  }
  console.error(`There is no evaluation "${name}". There are none yet.`);
  return 2;
}
