/** A page whose lab trains nothing: for testing what drives the page. */
import { createFakeLab } from "../../suites/fake-lab.ts";

globalThis.autodistill = createFakeLab({ stepsPerSecond: 4000 });
