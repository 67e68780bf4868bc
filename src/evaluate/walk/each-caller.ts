import { Mesh, MeshRequest } from '../../model/mesh';
import { isMissing, ResolvedCaller, resolveCallers } from '../mesh/caller';
import { agree, unknownVerdict, Verdict } from '../truth/verdict';

/** Workloads of different kinds may share a name: all that the caller may be have to agree. */
export function eachCaller(mesh: Mesh, request: MeshRequest, judge: (caller: ResolvedCaller) => Verdict): Verdict {
  const verdicts = resolveCallers(mesh, request)
    .map((caller) => (isMissing(caller) ? unknownVerdict(`the input does not have ${caller.fact}`, caller) : judge(caller)));
  return agree(verdicts, { fact: `which of the workloads ${request.from.workload} calls`, supply: 'from.principal, from.ip and from.dataPlane' });
}
