/** Lets waiting messages and events through: a timer would be clamped to 4 ms, and to 1 s in a hidden tab. */
export function pauseForEvents(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
