import { Mesh } from '../../model/mesh';

/** What follows from one object, which never changes: worked out once, and kept as long as the object is. */
export function remembered<K extends object, V extends object>(workOut: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = workOut(key);
    known.set(key, value);
    return value;
  };
}

/** What follows from a mesh and one object in it. */
export function rememberedIn<K extends object, V extends object>(workOut: (mesh: Mesh, key: K) => V): (mesh: Mesh, key: K) => V {
  const ofMesh = remembered((mesh: Mesh) => remembered((key: K) => workOut(mesh, key)));
  return (mesh, key) => ofMesh(mesh)(key);
}
