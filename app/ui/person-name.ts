/** How a customer is called on the pages; null when nothing is known. */
export function personName(person: {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}): string | null {
  const name = [person.firstName, person.lastName].filter(Boolean).join(" ");
  return name || person.email;
}
