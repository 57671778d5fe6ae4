/** Runtimes besides this page's own engine in which a student can be timed, as it would be served. */
export const servingNames = ["ortWasm", "ortWebgpu"] as const;
export type ServingName = (typeof servingNames)[number];
