package main

import (
	"os"

	"istio.io/istio/pkg/log"
)

// istioLogLevel shows all that Istio says when CONFORMANCE_ISTIO_LOG is set. What it judges does not need it: refusals come
// as errors and verdicts.
func istioLogLevel() log.Level {
	if os.Getenv("CONFORMANCE_ISTIO_LOG") != "" {
		return log.InfoLevel
	}
	return log.NoneLevel
}

// quiet keeps Istio's own messages off standard output, which holds our JSON lines.
func quiet(level log.Level) error {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	options.SetDefaultOutputLevel(log.OverrideScopeName, level)
	return log.Configure(options)
}
