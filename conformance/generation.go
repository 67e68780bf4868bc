package main

import (
	"flag"
	"fmt"
	"os"

	"conformance/generate"
	"conformance/request"
)

// generateMeshes prints meshes with requests, to be judged.
func generateMeshes(arguments []string) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	seed := flags.Uint64("seed", 1, "the same seed makes the same meshes")
	meshes := flags.Int("meshes", 100, "how many meshes")
	first := flags.Int("first", 0, "index of the first mesh")
	requests := flags.Int("requests", 20, "requests to each mesh")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "seed %d\n", *seed)
	for index := *first; index < *first+*meshes; index++ {
		line, err := generate.Mesh(*seed, index, *requests)
		if err != nil {
			return err
		}
		if err := printLines([]*request.Mesh{line}); err != nil {
			return err
		}
	}
	return nil
}
