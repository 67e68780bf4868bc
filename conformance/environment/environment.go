// Package environment sets what Istio's packages read while they initialise. It imports nothing of theirs and its path
// sorts before "istio.io", so Go initialises it first.
package environment

import "os"

func init() {
	for name, value := range map[string]string{
		"PILOT_ENABLE_AMBIENT": "true",
		"TARGET_OUT":           os.TempDir(),
		"LOCAL_OUT":            os.TempDir(),
	} {
		if os.Getenv(name) == "" {
			os.Setenv(name, value)
		}
	}
}
