package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"conformance/judge"
	"conformance/network"
	"conformance/request"
)

type options struct {
	envoy            string
	batch, workers   int
	first, limit     int
	compare, verbose bool
}

// judgeMeshes FILE…: meshes and requests in, the verdicts of istiod and Envoy out.
func judgeMeshes(arguments []string) error {
	flags := flag.NewFlagSet("judge", flag.ContinueOnError)
	o := options{}
	flags.StringVar(&o.envoy, "envoy", os.Getenv("ENVOY"), "the Envoy binary")
	flags.IntVar(&o.batch, "batch", 100, "meshes that share a process")
	flags.IntVar(&o.workers, "workers", 16, "requests in flight")
	flags.IntVar(&o.first, "first", 0, "meshes to skip")
	flags.IntVar(&o.limit, "limit", 0, "meshes to judge; 0: all")
	flags.BoolVar(&o.compare, "compare", false, "compare with the verdicts in the input; print only what differs")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	inside, err := network.Enter()
	if err != nil || !inside {
		return err
	}
	var meshes []*request.Mesh
	for _, file := range flags.Args() {
		read, err := request.ReadFile(file)
		if err != nil {
			return err
		}
		meshes = append(meshes, read...)
	}
	meshes = meshes[min(o.first, len(meshes)):]
	if o.limit > 0 {
		meshes = meshes[:min(o.limit, len(meshes))]
	}
	return judgeAll(meshes, o)
}

func judgeAll(meshes []*request.Mesh, o options) error {
	judged, err := judge.New(o.envoy, o.workers)
	if err != nil {
		return err
	}
	report := judge.Report{Compare: o.compare}
	started := time.Now()
	for len(meshes) > 0 {
		part := meshes[:min(o.batch, len(meshes))]
		meshes = meshes[len(part):]
		verdicts, err := judged.Judge(part)
		if err != nil {
			return err
		}
		if err := printLines(report.Take(part, verdicts)); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s, %.0f s\n", report.Summary(), time.Since(started).Seconds())
	}
	for _, problem := range judged.Problems() {
		fmt.Fprintln(os.Stderr, problem)
	}
	if bad := report.Differing + report.Unjudged; bad > 0 {
		return errRefused{report.Summary()}
	}
	return nil
}
