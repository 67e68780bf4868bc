import { GATEWAY_CLASS_NAME, GATEWAY_NAME } from './capture';
import { indexOf } from './mesh-index';
import { rememberedIn } from './remembered';
import { MeshGateway, MeshWorkload } from '../../model/mesh';

/** The declared pods of a Gateway, else such as istiod would make. */
export const gatewayPods = rememberedIn((mesh, gateway: MeshGateway): readonly MeshWorkload[] => {
  const { namespace, name, labels, podLabels, className, at } = gateway;
  const declared = indexOf(mesh).workloadsWith(namespace, { [GATEWAY_NAME]: name });
  if (declared.length > 0) return declared;
  const own = { ...podLabels ?? labels, [GATEWAY_NAME]: name, [GATEWAY_CLASS_NAME]: className };
  return [{ kind: 'Deployment', namespace, name, labels: own, annotations: {}, serviceAccount: name, addresses: [], ports: [], hostNetwork: false, at }];
});
