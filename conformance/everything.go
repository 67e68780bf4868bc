package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"

	"conformance/accept"
	"conformance/check"
	"conformance/judge"
	"conformance/network"
)

// checkEverything asks about all that is in the repository and writes docs/conformance.md.
func checkEverything(arguments []string) error {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	o := check.Options{}
	source := flags.String("istio-source", os.Getenv("ISTIO_SOURCE"), "folder of the module istio.io/istio")
	envoy := flags.String("envoy", os.Getenv("ENVOY"), "the Envoy binary")
	flags.StringVar(&o.Root, "root", ".", "folder of the repository")
	flags.BoolVar(&o.Update, "update", false, "record the verdicts on the examples' requests anew")
	flags.IntVar(&o.Batch, "batch", 100, "meshes that share a process")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	inside, err := network.Enter()
	if err != nil || !inside {
		return err
	}
	if o.GatewayAPICrds, err = accept.GatewayAPICrds(*source); err != nil {
		return err
	}
	j, err := judge.New(*envoy, 16)
	if err != nil {
		return err
	}
	result, err := check.Run(o, j)
	if err != nil {
		return err
	}
	versions, err := versionsOf(*envoy, o.GatewayAPICrds)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.Root, "docs", "conformance.md"), []byte(result.Document(versions)), 0o644); err != nil {
		return err
	}
	return tell(result, j.Problems())
}

func tell(result *check.Result, problems []string) error {
	for _, complaint := range append(result.Complaints, problems...) {
		fmt.Println(complaint)
	}
	for _, one := range append(result.Examples, result.Recorded...) {
		fmt.Fprintf(os.Stderr, "%s: %s\n", one.Name, one.Report.Summary())
	}
	fmt.Fprintf(os.Stderr, "%d fixtures, %d folders of examples, %d complaints\n",
		result.Fixtures, len(result.Accepted), len(result.Complaints)+len(problems))
	if len(result.Complaints)+len(problems) > 0 {
		return errRefused{"not everything is as it should be"}
	}
	return nil
}

var bundleVersion = regexp.MustCompile(`gateway\.networking\.k8s\.io/bundle-version: (\S+)`)

var envoyVersion = regexp.MustCompile(`/(\d+\.\d+\.\d+)/`)

func versionsOf(envoy, gatewayAPICrds string) (check.Versions, error) {
	versions := check.Versions{Go: runtime.Version()}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "istio.io/istio" {
				versions.Istio = module.Version
			}
		}
	}
	text, err := exec.Command(envoy, "--version").Output()
	if err != nil {
		return versions, err
	}
	if found := envoyVersion.FindSubmatch(text); found != nil {
		versions.Envoy = string(found[1])
	}
	crds, err := os.ReadFile(gatewayAPICrds)
	if found := bundleVersion.FindSubmatch(crds); found != nil {
		versions.GatewayAPI = string(found[1]) + ", as Istio tests with"
	}
	return versions, err
}
