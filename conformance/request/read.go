package request

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ReadFile reads meshes, one JSON object a line; a name that ends in .gz is unpacked.
func ReadFile(file string) ([]*Mesh, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var input io.Reader = bufio.NewReader(opened)
	if strings.HasSuffix(file, ".gz") {
		if input, err = gzip.NewReader(input); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	meshes, err := read(input)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return meshes, nil
}

func read(input io.Reader) ([]*Mesh, error) {
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	var meshes []*Mesh
	for {
		mesh := &Mesh{}
		err := decoder.Decode(mesh)
		if errors.Is(err, io.EOF) {
			return meshes, nil
		}
		if err != nil {
			return nil, fmt.Errorf("mesh %d: %w", len(meshes), err)
		}
		meshes = append(meshes, mesh)
	}
}
