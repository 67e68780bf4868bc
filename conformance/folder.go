package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"conformance/manifest"
	"conformance/mesh"
	"conformance/request"
	"conformance/workload"
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
	line := &request.Mesh{ID: *name, MeshConfig: json.RawMessage(*config)}
	objects := completed(documents)
	for _, object := range objects {
		text, err := object.MarshalJSON()
		if err != nil {
			return err
		}
		line.Objects = append(line.Objects, text)
	}
	read, err := request.ReadRequests(*requests)
	if err != nil {
		return err
	}
	for _, one := range read {
		if one.At == "" {
			one.At = mesh.EnforcementPoint(objects, one.To)
		}
		if one.At == mesh.Ztunnel {
			fmt.Fprintf(os.Stderr, "%s: ztunnel alone decides, which is not judged here\n", one.ID)
			continue
		}
		line.Requests = append(line.Requests, one)
	}
	return printLines([]any{line})
}

func completed(documents []manifest.Document) []*unstructured.Unstructured {
	var objects []*unstructured.Unstructured
	for _, document := range documents {
		objects = append(objects, document.Object)
	}
	return workload.Complete(objects)
}
