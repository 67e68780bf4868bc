// Package check asks the real Istio about everything in this repository that it can be asked about.
package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"conformance/manifest"
	"conformance/mesh"
	"conformance/request"
	"conformance/workload"
)

// Example is one folder of examples/, written for both data planes.
type Example struct {
	Name       string          `json:"name"`
	MeshConfig json.RawMessage `json:"meshConfig"`
	// Elsewhere are namespaces that its policies name and other apps declare.
	Elsewhere []string `json:"elsewhere"`
}

// DataPlanes are the folders below golden/.
var DataPlanes = []string{"sidecar", "ambient"}

// ReadExamples reads the list of examples.
func ReadExamples(file string) ([]Example, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var examples []Example
	if err := json.Unmarshal(text, &examples); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return examples, nil
}

// Folder is where the example's YAML for a data plane lies.
func (e Example) Folder(root, plane string) string {
	return filepath.Join(root, "examples", e.Name, "golden", plane)
}

// Mesh is an example in one data plane with its requests. Those that ztunnel alone decides are left out and counted.
func (e Example) Mesh(root, plane string) (line *request.Mesh, ztunnel int, err error) {
	documents, err := manifest.ReadFolder(e.Folder(root, plane))
	if err != nil {
		return nil, 0, err
	}
	requests, err := request.ReadRequests(filepath.Join(root, "conformance", "requests", e.Name+".jsonl"))
	if err != nil {
		return nil, 0, err
	}
	return Join(documents, requests, &request.Mesh{ID: e.Name + "/" + plane, MeshConfig: e.MeshConfig})
}

// Join completes the documents with pods and gives each request its enforcement point.
func Join(documents []manifest.Document, requests []*request.Request, line *request.Mesh) (*request.Mesh, int, error) {
	objects := Completed(documents)
	for _, object := range objects {
		text, err := object.MarshalJSON()
		if err != nil {
			return nil, 0, err
		}
		line.Objects = append(line.Objects, text)
	}
	ztunnel := 0
	for _, one := range requests {
		if one.At == "" {
			one.At = mesh.EnforcementPoint(objects, one)
		}
		if one.At == mesh.Ztunnel {
			ztunnel++
			continue
		}
		line.Requests = append(line.Requests, one)
	}
	return line, ztunnel, nil
}

// Completed are the objects of documents with the pods they would have.
func Completed(documents []manifest.Document) []*unstructured.Unstructured {
	var objects []*unstructured.Unstructured
	for _, document := range documents {
		objects = append(objects, document.Object)
	}
	return workload.Complete(objects)
}

// WithPods adds the pods of workloads and Gateways, and declares namespaces.
func WithPods(documents []manifest.Document, namespaces []string) []manifest.Document {
	objects := Completed(documents)
	added := append(objects[len(documents):], mesh.Deployed(objects)...)
	for _, name := range namespaces {
		added = append(added, &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "Namespace",
			"metadata": map[string]any{"name": name, "labels": map[string]any{"istio-injection": "enabled"}},
		}})
	}
	for _, object := range added {
		documents = append(documents, manifest.Document{Object: object, Place: "added"})
	}
	return documents
}
