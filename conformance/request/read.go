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
	meshes, err := lines[Mesh](input)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return meshes, nil
}

// ReadRequests reads requests, one JSON object a line.
func ReadRequests(file string) ([]*Request, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	requests, err := lines[Request](opened)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return requests, nil
}

func lines[T any](input io.Reader) ([]*T, error) {
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	var list []*T
	for {
		line := new(T)
		err := decoder.Decode(line)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(list)+1, err)
		}
		list = append(list, line)
	}
}
