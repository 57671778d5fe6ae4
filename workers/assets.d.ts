/** Vite's addresses of files. */
declare module "*?url" {
  const address: string;
  export default address;
}
