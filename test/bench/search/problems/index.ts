import type { TestProblem } from "../test-problem.ts";
import { braninCurrin, braninCurrinNoisy, constrainedBraninCurrin } from "./branin-currin.ts";
import { c2dtlz2, dtlz2M2, dtlz2M3 } from "./dtlz2.ts";
import { penicillin } from "./penicillin.ts";
import { studentNas2, studentNas3, studentNasNoisy } from "./student-nas.ts";
import { students576 } from "./students-576.ts";
import { vehicleSafety } from "./vehicle-safety.ts";
import { zdt1, zdt2, zdt3 } from "./zdt.ts";

/** To add a problem: a file beside this one and a line here. */
export const problems: readonly TestProblem[] = [
  braninCurrin,
  braninCurrinNoisy,
  constrainedBraninCurrin,
  zdt1,
  zdt2,
  zdt3,
  dtlz2M2,
  dtlz2M3,
  vehicleSafety,
  c2dtlz2,
  penicillin,
  studentNas2,
  studentNas3,
  studentNasNoisy,
  students576,
];
