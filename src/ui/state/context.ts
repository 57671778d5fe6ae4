import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Store } from "./store.ts";

const StoreContext = createContext<Store | null>(null);

export const StoreProvider = StoreContext.Provider;

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (store === null) throw new Error("a view was drawn outside StoreProvider");
  return store;
}
