import { golden, PLANE_NAMES, synthesised } from './manifests';
import { build as bookinfo } from '../../examples/bookinfo/main';
import { build as payments } from '../../examples/payments/main';
import { build as quickstart } from '../../examples/quickstart/main';

const EXAMPLES = { bookinfo, payments, quickstart };

describe.each(Object.entries(EXAMPLES))('%s', (name, build) => {
  test.each(PLANE_NAMES)('in %s mode writes its golden YAML, byte for byte', (plane) => {
    const written = synthesised(build, plane);
    const expected = golden(name, plane);
    expect([...written.keys()]).toEqual([...expected.keys()]);
    for (const [file, text] of written) {
      expect(text).toBe(expected.get(file));
    }
  });
});
