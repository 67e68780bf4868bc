import { ObjectReader } from './object-reader';
import type { Read } from '../../model/mesh';

/** Reads one field so that what is wrong with it spoils nothing beside it; `holder` has this field, or none. */
export function readField<T>(object: ObjectReader, key: string, read: (holder: ObjectReader) => T): Read<T> {
  const value = object.value(key);
  return object.place.readApart((place) => read(ObjectReader.of(place, value === undefined ? {} : { [key]: value })));
}
