import { isFlagOn } from './rule-scope';
import { IstiodEnvironment } from '../../model/mesh';
import { NO, Truth, unknown } from '../truth/truth';

/** Filters of Istio's own that write metadata which is not modelled. */
const WRITERS = /^envoy\.filters\.(?:(?:http|network)\.(?:rbac|ext_authz|wasm|lua)|network\.mongo_proxy|http\.(?:grpc_stats|peer_metadata))$/;

/** Dynamic metadata that no filter writes matches nothing (1.18). */
export function filterMetadataTruth(filter: string, environment: IstiodEnvironment): Truth {
  const isMysql = filter === 'envoy.filters.network.mysql_proxy' && isFlagOn(environment, 'PILOT_ENABLE_MYSQL_FILTER', false);
  if (!isMysql && !WRITERS.test(filter)) return NO;
  return unknown({ fact: `what ${filter} wrote about this request`, supply: 'a rule that does not read it' });
}
