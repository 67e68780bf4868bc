import { indexOf } from './mesh-index';
import { AllowedNamespaces, LabelSelector, Mesh } from '../../model/mesh';
import { NO, Truth, truthOf, unknown } from '../truth/truth';
import { keysOf, selectsLabels } from '../values/label-selector';

const NAME = 'kubernetes.io/metadata.name';

/** Whether a Gateway in one namespace lets in what is in another one. */
export function allows(mesh: Mesh, allowed: AllowedNamespaces, own: string, namespace: string): Truth {
  switch (allowed.from) {
    case 'None': return NO;
    case 'Same': return truthOf(own === namespace);
    case 'All': return truthOf(true);
    case 'Selector': return selects(mesh, allowed, namespace);
  }
}

/** The label with its name is on every namespace; of the others nothing is known without its manifest. */
function selects(mesh: Mesh, selector: LabelSelector, name: string): Truth {
  const namespace = indexOf(mesh).namespace(name);
  if (!namespace && keysOf(selector).some((key) => key !== NAME)) {
    return unknown({ fact: `the labels of the namespace ${name}`, supply: `the manifest of Namespace ${name}` });
  }
  return truthOf(selectsLabels(selector, { ...namespace?.labels, [NAME]: name }));
}
