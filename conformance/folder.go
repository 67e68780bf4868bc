package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"conformance/check"
	"conformance/request"
)

// meshOfFolder FOLDER: a folder of manifests and a file of requests as one line for judge.
func meshOfFolder(arguments []string) error {
	flags := flag.NewFlagSet("mesh", flag.ContinueOnError)
	name := flags.String("name", "", "name of the mesh")
	config := flags.String("mesh-config", "{}", "the MeshConfig as JSON")
	requests := flags.String("requests", "", "file of requests, one JSON object a line")
	documents, err := readFolderOf(flags, arguments)
	if err != nil {
		return err
	}
	read, err := request.ReadRequests(*requests)
	if err != nil {
		return err
	}
	line, ztunnel, err := check.Join(documents, read, &request.Mesh{ID: *name, MeshConfig: json.RawMessage(*config)})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d requests are decided by ztunnel alone, which is not judged here\n", ztunnel)
	return printLines([]any{line})
}
