/** Memory in words for a person: two digits say enough where it is about too much of it. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`;
