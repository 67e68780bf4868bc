import JestSummary from '../../scripts/jest-summary.cjs';

/** The line that is printed after a run with these figures. */
function lineFor(figures: Record<string, number>): string {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const none = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };
  try {
    new JestSummary().onRunComplete(new Set(), { ...none, ...figures } as never);
    return String(write.mock.calls[0][0]);
  } finally {
    write.mockRestore();
  }
}

describe('the countable line of a jest run', () => {
  test('counts a test file that cannot start as failed', () => {
    expect(lineFor({ numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 2 })).toBe('3 passed, 3 failed, 0 skipped\n');
  });

  test('counts a test that is still to be written as skipped', () => {
    expect(lineFor({ numPendingTests: 1, numTodoTests: 2 })).toBe('0 passed, 0 failed, 3 skipped\n');
  });
});
