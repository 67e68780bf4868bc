// Package manifest reads folders of Kubernetes YAML.
package manifest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kubeyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Document is one Kubernetes object and where it was read.
type Document struct {
	Object *unstructured.Unstructured
	Place  string
}

// String names the object as a person looks for it.
func (d Document) String() string {
	return fmt.Sprintf("%s %s (%s)", d.Object.GetKind(), NameOf(d.Object), d.Place)
}

// NameOf is namespace/name, or the name alone of an object without namespace.
func NameOf(o *unstructured.Unstructured) string {
	return strings.TrimPrefix(o.GetNamespace()+"/"+o.GetName(), "/")
}

// ReadFolder reads every .yaml, .yml and .json file below a folder, in order of their paths. A folder without any object
// is an error: nothing was judged.
func ReadFolder(folder string) ([]Document, error) {
	files, err := filesBelow(folder)
	if err != nil {
		return nil, err
	}
	var documents []Document
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		read, err := Parse(content, file)
		if err != nil {
			return nil, err
		}
		documents = append(documents, read...)
	}
	if len(documents) == 0 {
		return nil, fmt.Errorf("%s holds no Kubernetes object", folder)
	}
	return documents, nil
}

func filesBelow(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch filepath.Ext(path) {
		case ".yaml", ".yml", ".json":
			if !entry.IsDir() {
				files = append(files, path)
			}
		}
		return nil
	})
	sort.Strings(files)
	return files, err
}

// Parse splits a stream of documents; duplicate keys are refused, as kubectl refuses them.
func Parse(content []byte, file string) ([]Document, error) {
	reader := kubeyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
	var documents []Document
	for index := 0; ; index++ {
		text, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s[%d]: %w", file, index, err)
		}
		read, err := parseOne(text, fmt.Sprintf("%s[%d]", file, index))
		if err != nil {
			return nil, err
		}
		documents = append(documents, read...)
	}
}

func parseOne(text []byte, place string) ([]Document, error) {
	json, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", place, err)
	}
	if string(bytes.TrimSpace(json)) == "null" {
		return nil, nil
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(json); err != nil {
		return nil, fmt.Errorf("%s: %w", place, err)
	}
	if !object.IsList() {
		return []Document{{object, place}}, nil
	}
	list, err := object.ToList()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", place, err)
	}
	var documents []Document
	for index := range list.Items {
		documents = append(documents, Document{&list.Items[index], fmt.Sprintf("%s.items[%d]", place, index)})
	}
	return documents, nil
}
