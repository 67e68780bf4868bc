package generate

import (
	"encoding/json"
	"fmt"

	"conformance/request"
)

// Mesh draws the mesh of a seed and an index, with some requests.
func Mesh(seed uint64, index, requests int) (*request.Mesh, error) {
	w := newWorld(newSource(seed, index))
	for number := range w.IntN(3) {
		w.addRequestAuthentication(number)
	}
	if w.plane == sidecar {
		for number := range w.IntN(4) {
			w.addPeerAuthentication(number)
		}
	}
	for number := range 1 + w.IntN(4) {
		w.addPolicy(number)
	}
	line := &request.Mesh{ID: fmt.Sprintf("seed %d mesh %d", seed, index), Environment: w.environment}
	config, err := json.Marshal(w.config)
	if err != nil {
		return nil, err
	}
	line.MeshConfig = config
	for _, object := range w.objects {
		text, err := json.Marshal(object)
		if err != nil {
			return nil, err
		}
		line.Objects = append(line.Objects, text)
	}
	for number := range requests {
		line.Requests = append(line.Requests, w.request(fmt.Sprintf("%d.%d.%d", seed, index, number)))
	}
	return line, nil
}
