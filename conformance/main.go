// Program conformance asks the real Istio: its CRDs, its webhook, its analyzers, its control plane and a real Envoy.
package main

import (
	"fmt"
	"os"
	"strings"

	// First, so that Istio's packages find their environment when they initialise.
	_ "conformance/environment"
)

var commands = map[string]func(arguments []string) error{
	"analyze":  analyze,
	"check":    checkEverything,
	"mesh":     meshOfFolder,
	"generate": generateMeshes,
	"judge":    judgeMeshes,
	"validate": validate,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: conformance "+strings.Join(names(), "|")+" …")
		os.Exit(2)
	}
	if err := quiet(istioLogLevel()); err != nil {
		fmt.Fprintln(os.Stderr, "conformance: "+err.Error())
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "conformance "+os.Args[1]+": "+err.Error())
		os.Exit(exitCodeOf(err))
	}
}
