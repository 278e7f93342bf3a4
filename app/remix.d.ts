import "@remix-run/node";

// Loaders and actions answer by single fetch: their data keeps Date and bigint, in types as well.
declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}
